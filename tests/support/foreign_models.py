"""Convolutional VAEs of other programs in their usual layouts, in plain PyTorch, and their files. Images of 28 x 28."""

import warnings
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LATENT_DIM = 3
Pair = tuple[Tensor, Tensor]


class ForeignVae(nn.Module):
    """A VAE with `encode` and `decode`."""

    def encode(self, x: Tensor) -> Pair:
        raise NotImplementedError

    def decode(self, z: Tensor) -> Tensor:
        raise NotImplementedError


class SequentialVae(ForeignVae):
    """Kernels of 3 with output padding, or of 4; batch norms or none; with or without an activation after the code's layer."""

    def __init__(
        self, kernel: int, norms: bool, activation: Callable[[], nn.Module] = nn.ReLU, opens: bool = False
    ) -> None:
        super().__init__()
        more = 1 if kernel == 3 else 0

        def block(layer: nn.Module, channels: int) -> list[nn.Module]:
            return [layer, *([nn.BatchNorm2d(channels)] if norms else []), activation()]

        first, second = nn.Conv2d(1, 6, kernel, 2, 1), nn.Conv2d(6, 10, kernel, 2, 1)
        self.encoder = nn.Sequential(*block(first, 6), *block(second, 10), nn.Flatten())
        self.fc_mu, self.fc_var = nn.Linear(490, LATENT_DIM), nn.Linear(490, LATENT_DIM)
        self.decoder_input = nn.Linear(LATENT_DIM, 490)
        back, last = nn.ConvTranspose2d(10, 6, kernel, 2, 1, more), nn.ConvTranspose2d(6, 1, kernel, 2, 1, more)
        start = [activation()] if opens else []
        self.decoder = nn.Sequential(*start, nn.Unflatten(1, (10, 7, 7)), *block(back, 6), last, nn.Sigmoid())

    def encode(self, x: Tensor) -> Pair:
        hidden = self.encoder(x)
        return self.fc_mu(hidden), self.fc_var(hidden)

    def decode(self, z: Tensor) -> Tensor:
        images: Tensor = self.decoder(self.decoder_input(z))
        return images


class NamedVae(ForeignVae):
    """Each layer with a name of its own, so that an alphabetical file has another order; dense layers beside the code."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 4, 2, 1), nn.Conv2d(6, 10, 4, 2, 1)
        self.bn1, self.bn2, self.bn3 = nn.BatchNorm2d(6), nn.BatchNorm2d(10), nn.BatchNorm2d(6)
        self.fc1, self.fc21, self.fc22 = nn.Linear(490, 32), nn.Linear(32, LATENT_DIM), nn.Linear(32, LATENT_DIM)
        self.fc3, self.fc4 = nn.Linear(LATENT_DIM, 32), nn.Linear(32, 490)
        self.deconv1, self.deconv2 = nn.ConvTranspose2d(10, 6, 4, 2, 1), nn.ConvTranspose2d(6, 1, 4, 2, 1)

    def encode(self, x: Tensor) -> Pair:
        hidden = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        hidden = F.relu(self.fc1(hidden.flatten(1)))
        return self.fc21(hidden), self.fc22(hidden)

    def decode(self, z: Tensor) -> Tensor:
        hidden = F.relu(self.fc4(F.relu(self.fc3(z)))).view(-1, 10, 7, 7)
        return torch.sigmoid(self.deconv2(F.relu(self.bn3(self.deconv1(hidden)))))


class PoolingVae(ForeignVae):
    """Max pooling in the encoder, upsampling in the decoder, ELU, and one head of twice the code's size."""

    def __init__(self) -> None:
        super().__init__()
        first, second = nn.Conv2d(1, 6, 3, padding=1), nn.Conv2d(6, 8, 3, padding=1)
        pools = (nn.MaxPool2d(2), nn.MaxPool2d(2))
        head = nn.Linear(392, 2 * LATENT_DIM)
        self.encoder = nn.Sequential(first, nn.ELU(), pools[0], second, nn.ELU(), pools[1], nn.Flatten(), head)
        start = [nn.Linear(LATENT_DIM, 392), nn.ELU(), nn.Unflatten(1, (8, 7, 7))]
        larger = [nn.Upsample(scale_factor=2), nn.Conv2d(8, 6, 3, padding=1), nn.ELU()]
        largest = [nn.Upsample(scale_factor=2), nn.Conv2d(6, 1, 3, padding=1), nn.Sigmoid()]
        self.decoder = nn.Sequential(*start, *larger, *largest)

    def encode(self, x: Tensor) -> Pair:
        mean, log_var = self.encoder(x).chunk(2, 1)
        return mean, log_var

    def decode(self, z: Tensor) -> Tensor:
        images: Tensor = self.decoder(z)
        return images


class NormFirstVae(SequentialVae):
    """A decoder as in DCGAN: its first batch norm scales the channels of the image that a dense layer gives."""

    def __init__(self) -> None:
        super().__init__(4, norms=True)
        start = [nn.Unflatten(1, (10, 7, 7)), nn.BatchNorm2d(10), nn.ReLU()]
        back, last = nn.ConvTranspose2d(10, 6, 4, 2, 1), nn.ConvTranspose2d(6, 1, 4, 2, 1)
        self.decoder = nn.Sequential(*start, back, nn.BatchNorm2d(6), nn.ReLU(), last, nn.Sigmoid())
        self.decoder_input = nn.Linear(LATENT_DIM, 490)


class ConvolutionalVae(ForeignVae):
    """Convolutions alone, as in DCGAN: the code is an image of one pixel; GELU, whose exported form is a product."""

    def __init__(self) -> None:
        super().__init__()
        first, second = nn.Conv2d(1, 6, 4, 2, 1), nn.Conv2d(6, 8, 4, 2, 1)
        self.encoder = nn.Sequential(first, nn.GELU(), second, nn.BatchNorm2d(8), nn.GELU())
        self.mean, self.log_var = nn.Conv2d(8, LATENT_DIM, 7), nn.Conv2d(8, LATENT_DIM, 7)
        start = [nn.ConvTranspose2d(LATENT_DIM, 8, 7), nn.BatchNorm2d(8), nn.GELU()]
        rest = [nn.ConvTranspose2d(8, 6, 4, 2, 1), nn.GELU(), nn.ConvTranspose2d(6, 1, 4, 2, 1), nn.Sigmoid()]
        self.decoder = nn.Sequential(*start, *rest)

    def encode(self, x: Tensor) -> Pair:
        hidden = self.encoder(x)
        return self.mean(hidden).flatten(1), self.log_var(hidden).flatten(1)

    def decode(self, z: Tensor) -> Tensor:
        images: Tensor = self.decoder(z[:, :, None, None])
        return images


def dense_vae_weights() -> dict[str, Tensor]:
    """Returns the weights of a VAE of dense layers with two heads, for images of 8 x 8."""
    sizes = {"encoder.0": (64, 40), "mean": (40, 5), "log_var": (40, 5), "decoder.0": (5, 40), "decoder.2": (40, 64)}
    return nn.ModuleDict({name.replace(".", "_"): nn.Linear(*size) for name, size in sizes.items()}).state_dict()


class Half(nn.Module):
    """The encoder or the decoder of a VAE, for the exporter."""

    def __init__(self, model: ForeignVae, is_decoder: bool) -> None:
        super().__init__()
        self.model, self.is_decoder = model, is_decoder

    def forward(self, x: Tensor) -> Tensor | Pair:
        return self.model.decode(x) if self.is_decoder else self.model.encode(x)


def settled(model: ForeignVae) -> ForeignVae:
    """Returns the model in evaluation, with running statistics that are not those of a new one."""
    generator = torch.Generator().manual_seed(3)
    for norm in (each for each in model.modules() if isinstance(each, nn.BatchNorm2d)):
        assert norm.running_mean is not None
        assert norm.running_var is not None
        norm.running_mean.copy_(0.3 * torch.rand(norm.num_features, generator=generator))
        norm.running_var.copy_(0.5 + torch.rand(norm.num_features, generator=generator))
        with torch.no_grad():
            norm.weight.copy_(0.5 + torch.rand(norm.num_features, generator=generator))
            norm.bias.copy_(0.3 * torch.rand(norm.num_features, generator=generator))
    return model.eval()


def onnx_files(model: ForeignVae, folder: Path, has_free_batch: bool = True) -> list[Path]:
    """Writes encoder and decoder by PyTorch's TorchScript exporter; returns their paths. Without a free batch it is 2."""
    examples = {"encoder": torch.rand(2, 1, 28, 28), "decoder": torch.randn(2, LATENT_DIM)}
    paths = []
    for name, example in examples.items():
        outputs = ["mean", "log_var"] if name == "encoder" else ["images"]
        paths.append(folder / f"{name}.onnx")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Half(model, name == "decoder").eval(),
                (example,),
                str(paths[-1]),
                input_names=["in"],
                output_names=outputs,
                dynamic_axes={"in": {0: "n"}} if has_free_batch else None,
                dynamo=False,
            )
    return paths
