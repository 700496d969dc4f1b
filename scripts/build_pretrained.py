"""Trains the bundled runs again: `python -m scripts.build_pretrained [NAME ...]` writes assets/pretrained/."""

import json
import shutil

from scripts.bundled_run import build_folder, halve_weights, train_run
from vae_core.assets import PRETRAINED
from vae_core.runs.onnx_cache import NETWORK_FILES

_SHARED = "--activation silu --learning-rate-schedule one_cycle --clip 10 --threads 1 --device cpu"
_MNIST = f"train --data mnist --hidden 256 128 --epochs 60 --learning-rate 5e-3 {_SHARED}"
RUN_COMMANDS = {
    "mnist-vae-2d": f"{_MNIST} --model vae --latent-dim 2",
    "mnist-vae-10d": f"{_MNIST} --model vae --latent-dim 10",
    "mnist-ae-2d": f"{_MNIST} --model autoencoder --latent-dim 2",
    "sprites-vae-6d": f"train --data sprites_32 --network conv --hidden 16 32 64 --model vae --latent-dim 6 --epochs 100 "
    f"--learning-rate 3e-3 {_SHARED}",
    "fashion-vae-2d": "train --data fashion_mnist_10k --hidden 256 128 --model vae --latent-dim 2 --epochs 150 "
    f"--learning-rate 5e-3 {_SHARED}",
}
_IN_HALF_PRECISION = {"fashion-vae-2d"}
# Only a resumed training needs the first two; the ONNX files are made from the weights at first use.
_LEFT_OUT = ("state.safetensors", "control.json", "lock", *NETWORK_FILES)
_HEAD = """# Bundled runs

Made by `python -m scripts.build_pretrained`; each is a run's folder without the files that only a resume needs. Values
are of the test images, in nats per image, with one sample of the code for each; grey targets. The weights of
fashion-vae-2d are in half precision, which loads exactly into single precision; its values are of the weights before.

| run | command | -ELBO | reconstruction | KL | active latents | 10-NN accuracy |
|---|---|---|---|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and writes its test values beside it."""
    folder = PRETRAINED / name
    figures = train_run(RUN_COMMANDS[name], folder) | {"run": name}
    for left_out in _LEFT_OUT:
        (folder / left_out).unlink(missing_ok=True)
    shutil.rmtree(folder / "frames", ignore_errors=True)
    if name in _IN_HALF_PRECISION:
        halve_weights(folder)
    (folder / "test.json").write_text(json.dumps(figures, indent=1) + "\n")


def _readme() -> str:
    """Returns the README, with one line per run, from its test values."""
    rows = []
    for name, command in RUN_COMMANDS.items():
        figures = json.loads((PRETRAINED / name / "test.json").read_text())
        elbo = "-" if figures["elbo"] is None else f"{-figures['elbo']:.1f}"
        kl = "-" if figures["kl"] is None else f"{figures['kl']:.1f}"
        rows.append(
            f"| {name} | `python -m vae_core {command}` | {elbo} | {figures['reconstruction']:.1f} | {kl} | "
            f"{figures['active_units']} of {figures['latent_dim']} | {figures['knn_accuracy']:.3f} |"
        )
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    build_folder("build_pretrained", __doc__, PRETRAINED, RUN_COMMANDS, build, _readme)
