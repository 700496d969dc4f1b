"""Trains the runs of the Denoise page again: `python -m scripts.build_denoising [NAME ...]` writes assets/denoising/.

Two autoencoders that differ in one thing: the first reconstructs clean images from noisy ones, the second from clean ones.
"""

from scripts.bundled_run import build_folder, train_small
from vae_core.assets import ASSETS
from vae_core.datasets import load_for
from vae_core.measures.denoising import measure_denoising
from vae_core.runs.run import Run
from vae_core.training.batches import BatchLoader

_FOLDER = ASSETS / "denoising"
_SETTINGS = (
    "train --data mnist --latent-dim 32 --hidden 256 128 --epochs 40 --learning-rate 5e-3 --activation silu "
    "--learning-rate-schedule one_cycle --clip 10 --threads 1 --device cpu"
)
NOISE, LEVEL = "gaussian", 0.5
RUN_COMMANDS = {
    "mnist-denoising-32d": f"{_SETTINGS} --model denoising --noise {NOISE} --noise-level {LEVEL}",
    "mnist-ae-32d": f"{_SETTINGS} --model autoencoder",
}
_HEAD = """# Runs of the Denoise page

Made by `python -m scripts.build_denoising`: two autoencoders with the same network and training. One is trained on noisy
images, the other on clean ones. Each folder is a run with few codes and half-precision weights. PSNR: mean over the 10,000
test images with Gaussian noise of standard deviation 0.5; noisy images have 6.02 dB.

| run | command | PSNR, denoised |
|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and keeps the files that pages need."""
    train_small(RUN_COMMANDS[name], _FOLDER / name)


def _readme() -> str:
    """Returns the README, with one line per run and the PSNR of its weights."""
    rows = []
    for name, command in RUN_COMMANDS.items():
        run = Run(_FOLDER / name)
        image_set = load_for(run.config)
        found = measure_denoising(run.load_model(), BatchLoader(image_set), image_set.test, NOISE, LEVEL)
        rows.append(f"| {name} | `python -m vae_core {command}` | {found.after[0]:.2f} dB |")
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    build_folder("build_denoising", __doc__, _FOLDER, RUN_COMMANDS, build, _readme)
