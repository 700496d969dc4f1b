"""The files beside this one: models of pythae's own classes and of PyTorch's newer ONNX exporter; README.md has the command."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

HERE = Path(__file__).parent
SHAPES = {"mlp": (1, 8, 8), "conv": (1, 28, 28)}
LATENT_DIM = 2
_CODES, _SHOWN = 6, 3


def seeded(shapes: dict[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """Returns the same weights at every call for these names and shapes: pythae's convolutional model has 68 MB of them."""
    generator = np.random.default_rng(0)
    found = {}
    for name in sorted(shapes):
        shape = shapes[name]
        if name.endswith("num_batches_tracked"):
            found[name] = torch.tensor(1)
            continue
        values = generator.random(shape, dtype=np.float32)
        if name.endswith("running_var"):
            values = 0.5 + values
        else:
            values = (2 * values - 1) * np.float32(
                (3 / max(1, int(np.prod(shape[1:])))) ** 0.5 if len(shape) > 1 else 0.3
            )
        found[name] = torch.from_numpy(values + np.float32(_is_factor(name, shape)))
    return found


def _is_factor(name: str, shape: tuple[int, ...]) -> bool:
    """True for the factors of a batch norm, which are near 1."""
    return name.endswith("weight") and len(shape) == 1


def images_for(shape: tuple[int, ...]) -> Tensor:
    """Returns a few images of noise, with the grey values of a byte."""
    noise = np.random.default_rng(1).integers(0, 256, (_SHOWN, *shape), dtype=np.uint8)
    return torch.from_numpy(noise / np.float32(255))


def _pythae(kind: str) -> Any:
    from pythae.models import VAE, VAEConfig  # in an environment of its own: see README.md
    from pythae.models.nn.benchmarks.mnist import Decoder_Conv_AE_MNIST, Encoder_Conv_VAE_MNIST

    torch.manual_seed(0)
    config = VAEConfig(input_dim=SHAPES[kind], latent_dim=LATENT_DIM)
    if kind == "mlp":
        model = VAE(config)  # with its default networks
        model.load_state_dict({name: value.half().float() for name, value in model.state_dict().items()})
    else:
        model = VAE(config, encoder=Encoder_Conv_VAE_MNIST(config), decoder=Decoder_Conv_AE_MNIST(config))
        model.load_state_dict(seeded({name: tuple(value.shape) for name, value in model.state_dict().items()}))
    return model.eval()


def _write_pythae(kind: str) -> None:
    model = _pythae(kind)
    codes = torch.from_numpy(np.random.default_rng(2).standard_normal((_CODES, LATENT_DIM)).astype(np.float32))
    with torch.no_grad():
        encoded = model.encoder(images_for(SHAPES[kind]))
        decoded = model.decoder(codes).reconstruction
    outputs = {"codes": codes, "decoded": decoded, "mean": encoded.embedding, "log_var": encoded.log_covariance}
    save_file(
        {name: value.contiguous() for name, value in outputs.items()}, HERE / f"pythae_{kind}_outputs.safetensors"
    )
    if kind == "mlp":
        halves = {name: value.half().contiguous() for name, value in model.state_dict().items()}
        save_file(halves, HERE / "pythae_mlp.safetensors")
    else:  # names and shapes, in pythae's order
        lines = [f"{name} {' '.join(map(str, value.shape))}".strip() for name, value in model.state_dict().items()]
        (HERE / "pythae_conv_shapes.txt").write_text("\n".join(lines) + "\n")


class _Exported(nn.Module):
    """A decoder with the operators that the exporters write in different ways."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(LATENT_DIM, 6 * 7 * 7)
        self.layers = nn.Sequential(
            nn.GELU(),
            nn.Unflatten(1, (6, 7, 7)),
            nn.ConvTranspose2d(6, 5, 4, 2, 1),
            nn.BatchNorm2d(5),
            nn.SiLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(5, 1, 3, padding=1),
            nn.Sigmoid(),
        )

    def forward(self, z: Tensor) -> Tensor:
        images: Tensor = self.layers(self.first(z))
        return images


def _forget_places(path: Path) -> None:
    """Takes out the lines of Python that made each node: they name folders of this machine."""
    import onnx

    model = onnx.load(path)
    for node in [*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        del node.metadata_props[:]
    del model.graph.metadata_props[:], model.metadata_props[:]
    path.write_bytes(model.SerializeToString())


def _write_dynamo() -> None:
    torch.manual_seed(0)
    decoder = _Exported()
    decoder.load_state_dict(seeded({name: tuple(value.shape) for name, value in decoder.state_dict().items()}))
    codes = torch.randn(_CODES, LATENT_DIM)
    program = torch.onnx.export(
        decoder.eval(), (codes,), dynamo=True, dynamic_shapes={"z": {0: torch.export.Dim("n")}}, verbose=False
    )
    assert program is not None
    program.save(HERE / "dynamo_decoder.onnx", external_data=False)
    _forget_places(HERE / "dynamo_decoder.onnx")
    with torch.no_grad():
        decoded = decoder(codes)
    save_file({"codes": codes, "decoded": decoded.contiguous()}, HERE / "dynamo_outputs.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    if "dynamo" in sys.argv:
        _write_dynamo()
    for chosen in [kind for kind in SHAPES if kind in sys.argv]:
        _write_pythae(chosen)
