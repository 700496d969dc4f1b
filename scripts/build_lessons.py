"""Trains the lessons' small runs again: `python -m scripts.build_lessons [NAME ...]` writes assets/lessons/.

A run keeps only its configuration, summary and half-precision weights. The lessons compute everything else from them.
"""

import json
import shutil
import tempfile
from pathlib import Path

from scripts.bundled_run import build_folder, halve_weights, train_run
from vae_core.assets import ASSETS
from vae_core.runs.run import Run

_FOLDER = ASSETS / "lessons"
_SHARED = "--activation silu --learning-rate-schedule one_cycle --clip 10 --threads 1 --device cpu"
_STEPS = f"train --data digits --hidden 128 --learning-rate 5e-3 {_SHARED}"
_DIGITS = f"train --data digits --hidden 64 --learning-rate 1e-2 --epochs 150 {_SHARED}"
SPARSE, CONTRACTIVE = ("0", "0.1", "1", "10", "100"), ("0", "0.01", "0.1", "1", "10")
RUN_COMMANDS = {
    "step-1-constant": f"{_STEPS} --model memorizer --code constant --subset 1 --batch-size 1 --epochs 300 --latent-dim 2",
    "step-2-one-hot": f"{_STEPS} --model memorizer --code one_hot --subset 20 --batch-size 20 --epochs 1500 --latent-dim 20",
    "step-3-free": f"{_STEPS} --model memorizer --code free --memories 500 --subset 500 --epochs 1000 --latent-dim 2",
    "step-4-encoder": f"{_STEPS} --model autoencoder --subset 500 --epochs 1000 --latent-dim 2",
    "step-5-constraint": f"{_STEPS} --model vae --subset 500 --epochs 1000 --latent-dim 2",
    "conditional": "train --data mnist --model conditional_vae --hidden 40 32 --learning-rate 5e-3 --epochs 20 "
    f"--beta-schedule warm_up --warm-up 0.4 --latent-dim 2 {_SHARED}",
    **{
        f"sparse-{weight.replace('.', '_')}": f"{_DIGITS} --model sparse --latent-dim 24 --sparsity-weight {weight}"
        for weight in SPARSE
    },
    **{
        f"contractive-{weight.replace('.', '_')}": f"{_DIGITS} --model contractive --latent-dim 2 --contraction {weight}"
        for weight in CONTRACTIVE
    },
}
_KEPT = {"config.json", "summary.json", "weights.safetensors"}
_HEAD = """# Small runs of the lessons

Made by `python -m scripts.build_lessons`. Values are of the test images, in nats per image, with one sample of the code for
each; grey targets.

| run | command | reconstruction | KL |
|---|---|---|---|
"""


def build(name: str) -> None:
    """Trains one run and keeps the files that a lesson needs."""
    folder = _FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / name
        figures = train_run(RUN_COMMANDS[name], whole)
        for kept in _KEPT:
            shutil.copy(whole / kept, folder / kept)
    halve_weights(folder)
    Run(folder).update_summary(test={term: figures[term] for term in ("reconstruction", "kl", "knn_accuracy")})


def _readme() -> str:
    """Returns the README, with one line per run, from its summary."""
    rows = []
    for name, command in RUN_COMMANDS.items():
        terms = json.loads((_FOLDER / name / "summary.json").read_text())["test"]
        kl = "-" if terms["kl"] is None else f"{terms['kl']:.2f}"
        rows.append(f"| {name} | `python -m vae_core {command}` | {terms['reconstruction']:.2f} | {kl} |")
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    build_folder("build_lessons", __doc__, _FOLDER, RUN_COMMANDS, build, _readme)
