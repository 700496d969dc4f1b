"""Trains the recorded run of the Train page again: `python -m scripts.build_recorded` writes assets/recorded/<id>/.

The page shows it in the time machine before the first training. Its frames take 2 MB instead of 6.5: the network is half
as wide as the page's default, so that 16 frames with their decoders fit.
"""

import json
from pathlib import Path

from scripts.bundled_run import train_run
from vae_core.assets import ASSETS
from vae_core.recording import frame_keeper

RECORDED_FOLDER = ASSETS / "recorded"
_NAME = "mnist-vae-2d-recorded"
FRAME_BYTES = 2_000_000
# As many epochs as 30 s of one core take, so that a busy machine makes the same run.
COMMAND = (
    "train --data mnist --model vae --latent-dim 2 --hidden 128 64 --epochs 25 --learning-rate 5e-3 --activation silu "
    "--learning-rate-schedule one_cycle --clip 10 --threads 1 --device cpu"
)
MOST_REPORTS = 300  # of the training batches, besides the one of each epoch with its validation
LEFT_OUT = (
    "state.safetensors",
    "control.json",
    "weights.safetensors",
    "latents.safetensors",
    "encoder.onnx",
    "live_decoder.onnx",
    "lock",
)


def build() -> None:
    """Trains the run and leaves out the files that the time machine does not read."""
    folder = RECORDED_FOLDER / _NAME
    frame_keeper.MOST_FRAME_BYTES = FRAME_BYTES
    train_run(COMMAND, folder)
    for left_out in LEFT_OUT:
        (folder / left_out).unlink(missing_ok=True)
    thin(folder / "metrics.jsonl")


def thin(path: Path) -> None:
    """Leaves out most reports of single batches: each visitor of an empty page fetches all of them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    every = max(1, len(lines) // MOST_REPORTS)
    kept = [line for at, line in enumerate(lines) if at % every == 0 or json.loads(line).get("validation")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build()
