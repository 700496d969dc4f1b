"""Trains the bundled runs again: `python -m scripts.build_pretrained [NAME ...]` writes assets/pretrained/."""

import json

from scripts.arguments import chosen_names
from scripts.bundled_run import train_run
from vae_core.assets import ASSETS
from vae_core.runs.onnx_cache import NETWORK_FILES

PRETRAINED = ASSETS / "pretrained"
SHARED = "--activation silu --learning-rate-schedule one_cycle --clip 10 --threads 1 --device cpu"
MNIST = f"train --data mnist --hidden 256 128 --epochs 60 --learning-rate 5e-3 {SHARED}"
COMMANDS = {
    "mnist-vae-2d": f"{MNIST} --model vae --latent-dim 2",
    "mnist-vae-10d": f"{MNIST} --model vae --latent-dim 10",
    "mnist-ae-2d": f"{MNIST} --model autoencoder --latent-dim 2",
    "sprites-vae-6d": f"train --data sprites_32 --network conv --hidden 16 32 64 --model vae --latent-dim 6 --epochs 100 "
    f"--learning-rate 3e-3 {SHARED}",
}
# Only a resumed training needs the first two; the ONNX files are made from the weights at first use.
LEFT_OUT = ("state.safetensors", "control.json", *NETWORK_FILES)
HEAD = """# Bundled runs

Made by `python -m scripts.build_pretrained`; each is a run's folder without the files that only a resume needs. Values
are of the test images, in nats per image, with one sample of the code for each; grey targets.

| run | command | -ELBO | reconstruction | KL | active latents | 10-NN accuracy |
|---|---|---|---|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and writes its test values beside it."""
    folder = PRETRAINED / name
    figures = train_run(COMMANDS[name], folder) | {"run": name}
    for left_out in LEFT_OUT:
        (folder / left_out).unlink(missing_ok=True)
    (folder / "test.json").write_text(json.dumps(figures, indent=1) + "\n")


def write_readme() -> None:
    """Writes the README with one line per run, from its test values."""
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
    for wanted in chosen_names("scripts.build_pretrained", __doc__, COMMANDS):
        build(wanted)
    write_readme()
