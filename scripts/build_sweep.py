"""Trains the bundled sweep again: `python -m scripts.build_sweep [NAME ...]` writes assets/sweeps/mnist-beta/.

Small networks and small files: half-precision weights, few codes, few lines of the curves.
"""

from scripts.bundled_run import build_folder, train_small
from vae_core.assets import ASSETS
from vae_core.runs.run import Run

_FOLDER = ASSETS / "sweeps" / "mnist-beta"
_BETAS, _SIZES = ("0.1", "0.5", "1", "2", "4", "8"), (2, 10)
_SETTINGS = (
    "train --data mnist --model vae --hidden 40 32 --activation silu --learning-rate 5e-3 --learning-rate-schedule one_cycle "
    "--clip 10 --epochs 20 --beta-schedule warm_up --warm-up 0.4 --threads 1 --device cpu"
)
RUN_COMMANDS = {
    f"mnist-vae-{size}d-beta-{beta.replace('.', '_')}": f"{_SETTINGS} --latent-dim {size} --beta {beta}"
    for size in _SIZES
    for beta in _BETAS
}
_HEAD = """# Bundled sweep

Made by `python -m scripts.build_sweep`: the effect of beta on MNIST with 2 and with 10 latent
dimensions. Each folder is a run with fewer codes and half-precision weights. Values are of the validation images, in
nats per image, with one sample of the code for each; grey targets.

All commands begin with `python -m vae_core _SETTINGS`.

| run | latents | beta | -ELBO | reconstruction | KL | active latents |
|---|---|---|---|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and keeps the files that a comparison and the map need."""
    train_small(RUN_COMMANDS[name], _FOLDER / name).update_summary(sweep=_FOLDER.name)


def _readme() -> str:
    """Returns the README, with one line per run, from its summary."""
    rows = []
    for name in RUN_COMMANDS:
        run = Run(_FOLDER / name)
        terms, config = run.summary.validation, run.config
        beta = config.to_plain()["beta"]
        assert terms is not None
        assert terms.elbo is not None
        rows.append(
            f"| {name} | {config.latent_dim} | {beta:g} | {-terms.elbo:.1f} | {terms.reconstruction:.1f} | "
            f"{terms.kl:.1f} | {run.summary.active_units} of {config.latent_dim} |"
        )
    return _HEAD.replace("_SETTINGS", _SETTINGS) + "\n".join(rows) + "\n"


if __name__ == "__main__":
    build_folder("build_sweep", __doc__, _FOLDER, RUN_COMMANDS, build, _readme)
