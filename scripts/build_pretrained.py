"""Train the bundled runs again: `python scripts/build_pretrained.py [ID ...]` writes assets/pretrained/<id>/ and its README."""

import contextlib
import io
import json
import shlex
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from vae_core.__main__ import main  # noqa: E402 (the path comes first)

PRETRAINED = ROOT / "assets" / "pretrained"
SHARED = "--activation silu --learning-rate-schedule one_cycle --clip 10 --threads 1 --device cpu"
MNIST = f"train --data mnist --hidden 256 128 --epochs 60 --learning-rate 5e-3 {SHARED}"
COMMANDS = {
    "mnist-vae-2d": f"{MNIST} --model vae --latent-dim 2",
    "mnist-vae-10d": f"{MNIST} --model vae --latent-dim 10",
    "mnist-ae-2d": f"{MNIST} --model autoencoder --latent-dim 2",
    "sprites-vae-6d": f"train --data sprites_32 --network conv --hidden 16 32 64 --model vae --latent-dim 6 --epochs 100 "
    f"--learning-rate 3e-3 {SHARED}",
}
LEFT_OUT = ("state.safetensors", "control.json")  # only a training that goes on needs them
HEAD = """# Bundled runs

Made by `python scripts/build_pretrained.py`; each is a run's folder without what only a resume needs. Figures are of the
test images, in nats per image, one draw of the code for each; grey targets.

| run | command | -ELBO | reconstruction | KL | active latents | 10-NN accuracy |
|---|---|---|---|---|---|---|
"""


def build(name: str) -> None:
    """Train one run and keep its figures beside it."""
    folder = PRETRAINED / name
    shutil.rmtree(folder, ignore_errors=True)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([*shlex.split(COMMANDS[name]), "--out", str(folder), "--json"])
    if code:
        sys.exit(code)
    for left_out in LEFT_OUT:
        (folder / left_out).unlink(missing_ok=True)
    figures = json.loads(out.getvalue().splitlines()[-1]) | {"run": name}
    (folder / "test.json").write_text(json.dumps(figures, indent=1) + "\n")


def write_readme() -> None:
    """One line a run, from the figures beside it."""
    rows = []
    for name, command in COMMANDS.items():
        figures = json.loads((PRETRAINED / name / "test.json").read_text())
        elbo = "-" if figures["elbo"] is None else f"{-figures['elbo']:.1f}"
        kl = "-" if figures["kl"] is None else f"{figures['kl']:.1f}"
        rows.append(
            f"| {name} | `python -m vae_core {command}` | {elbo} | {figures['reconstruction']:.1f} | {kl} | "
            f"{figures['active_units']} of {figures['latent_dim']} | {figures['knn_accuracy']:.3f} |"
        )
    (PRETRAINED / "README.md").write_text(HEAD + "\n".join(rows) + "\n")


if __name__ == "__main__":
    PRETRAINED.mkdir(exist_ok=True)
    for wanted in sys.argv[1:] or COMMANDS:
        build(wanted)
    write_readme()
