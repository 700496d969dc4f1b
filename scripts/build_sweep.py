"""Trains the bundled sweep again: `python -m scripts.build_sweep [NAME ...]` writes assets/sweeps/mnist-beta/.

Small networks and small files: half-precision weights, few codes, few lines of the curves.
"""

import contextlib
import io
import shlex
import shutil
import sys

from scripts.arguments import chosen_names
from vae_core.__main__ import main
from vae_core.assets import ASSETS
from vae_core.files import read_tensors, write_tensors
from vae_core.runs.run import Run

SWEEP = ASSETS / "sweeps" / "mnist-beta"
BETAS, SIZES = ("0.1", "0.5", "1", "2", "4", "8"), (2, 10)
SETTINGS = (
    "train --data mnist --model vae --hidden 40 32 --activation silu --learning-rate 5e-3 --learning-rate-schedule one_cycle "
    "--clip 10 --epochs 20 --beta-schedule warm_up --warm-up 0.4 --threads 1 --device cpu"
)
COMMANDS = {
    f"mnist-vae-{size}d-beta-{beta.replace('.', '_')}": f"{SETTINGS} --latent-dim {size} --beta {beta}"
    for size in SIZES
    for beta in BETAS
}
KEPT = {"latents.safetensors": 500, "live.safetensors": 400}  # images whose codes are kept
LINES = 20  # of the curves
FILES = {"config.json", "summary.json", "metrics.jsonl", "weights.safetensors", *KEPT}
HEAD = """# Bundled sweep

Made by `python -m scripts.build_sweep`: the effect of beta on MNIST with 2 and with 10 latent
dimensions. Each folder is a run with fewer codes and half-precision weights. Values are of the validation images, in
nats per image, with one sample of the code for each; grey targets.

All commands begin with `python -m vae_core SETTINGS`.

| run | latents | beta | -ELBO | reconstruction | KL | active latents |
|---|---|---|---|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and keeps the files that a comparison and the map need."""
    folder = SWEEP / name
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()):
        code = main([*shlex.split(COMMANDS[name]), "--out", str(folder)])
    if code:
        sys.exit(code)
    trim(Run(folder))
    Run(folder).update_summary(sweep=SWEEP.name)


def trim(run: Run) -> None:
    """Keeps a run's few codes, few lines of its curves and half-precision weights."""
    for path in run.path.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in FILES:
            path.unlink()
    weights, _ = read_tensors(run.path / "weights.safetensors")
    write_tensors(run.path / "weights.safetensors", {name: weight.half() for name, weight in weights.items()})
    for name, count in KEPT.items():
        tensors, numbers = read_tensors(run.path / name)
        write_tensors(run.path / name, {key: tensor[:count] for key, tensor in tensors.items()}, numbers or None)
    lines = (run.path / "metrics.jsonl").read_text().splitlines()
    kept = {round(number * (len(lines) - 1) / (LINES - 1)) for number in range(LINES)}
    (run.path / "metrics.jsonl").write_text("".join(lines[number] + "\n" for number in sorted(kept)))


def write_readme() -> None:
    """Writes the README with one line per run, from its summary."""
    rows = []
    for name in COMMANDS:
        run = Run(SWEEP / name)
        terms, config = run.summary.validation, run.config
        beta = config.to_plain()["beta"]
        assert terms is not None
        assert terms.elbo is not None
        rows.append(
            f"| {name} | {config.latent_dim} | {beta:g} | {-terms.elbo:.1f} | {terms.reconstruction:.1f} | "
            f"{terms.kl:.1f} | {run.summary.active_units} of {config.latent_dim} |"
        )
    (SWEEP / "README.md").write_text(HEAD.replace("SETTINGS", SETTINGS) + "\n".join(rows) + "\n")


if __name__ == "__main__":
    SWEEP.mkdir(parents=True, exist_ok=True)
    for wanted in chosen_names("scripts.build_sweep", __doc__, COMMANDS):
        build(wanted)
    write_readme()
