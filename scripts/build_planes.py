"""Trains the lessons' runs with two latent dimensions again: `python -m scripts.build_planes [NAME ...]` writes assets/planes/.

PCA and a linear autoencoder on MNIST, and one VAE for each prior on the small digits. They can be opened on the map.
"""

from scripts.bundled_run import build_folder, train_small
from vae_core.assets import ASSETS
from vae_core.nn.priors import PRIORS
from vae_core.runs.run import Run

_FOLDER = ASSETS / "planes"
_SHARED = "--latent-dim 2 --threads 1 --device cpu"
# As the study "priors" of scripts/build_studies.py, which has three seeds.
_DIGITS = (
    f"train --data digits --hidden 64 --activation silu --epochs 60 --learning-rate 5e-3 --batch-size 64 --clip 10 "
    f"--learning-rate-schedule one_cycle --likelihood gaussian --sd 0.1 {_SHARED}"
)
RUN_COMMANDS = {
    "mnist-pca-2d": f"train --data mnist --model pca {_SHARED}",
    "mnist-linear-2d": f"train --data mnist --model linear_autoencoder --epochs 10 --learning-rate 5e-3 "
    f"--learning-rate-schedule one_cycle {_SHARED}",
    **{f"digits-prior-{prior}": f"{_DIGITS} --prior {prior}" for prior in PRIORS},
}
_HEAD = """# Runs with two latent dimensions of the lessons

Made by `python -m scripts.build_planes`. Each folder is a run with few codes and half-precision weights. Values are of the
validation images, in nats per image.

| run | command | reconstruction | KL |
|---|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and keeps the files that pages need."""
    train_small(RUN_COMMANDS[name], _FOLDER / name)


def _readme() -> str:
    """Returns the README, with one line per run, from its summary."""
    rows = []
    for name, command in RUN_COMMANDS.items():
        terms = Run(_FOLDER / name).summary.validation
        assert terms is not None
        kl = "-" if terms.kl is None else f"{terms.kl:.2f}"
        rows.append(f"| {name} | `python -m vae_core {command}` | {terms.reconstruction:.2f} | {kl} |")
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    build_folder("build_planes", __doc__, _FOLDER, RUN_COMMANDS, build, _readme)
