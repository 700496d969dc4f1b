"""Train ten models, each without one digit, and keep what they think of the test images: `python scripts/build_anomaly.py`.

Writes assets/anomaly/mnist.safetensors: for each digit left out (10), the scores of the 10,000 test images, and the
reconstructions of the SHOWN images that each score finds strangest, so that the page needs none of the ten models.
"""

import sys
from dataclasses import asdict
from pathlib import Path

import torch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from vae_core.config import RunConfig  # noqa: E402
from vae_core.datasets import (  # noqa: E402
    load_dataset,
    load_for,
    pixels,
)
from vae_core.files import write_tensors  # noqa: E402
from vae_core.measures.anomaly import SCORES, anomaly_scores  # noqa: E402 (the path comes first)
from vae_core.training.batches import BatchLoader  # noqa: E402
from vae_core.training.trainer import Trainer  # noqa: E402

FILE = ROOT / "assets" / "anomaly" / "mnist.safetensors"
SHOWN = 24


def config_without(digit: str) -> RunConfig:
    """A 2-latent VAE of all digits but one."""
    classes = tuple(name for name in load_dataset("mnist").class_names if name != digit)
    return RunConfig(
        data="mnist", classes=classes, latent_dim=2, hidden=(256, 128), activation="silu", epochs=8, batch_size=256,
        threads=1, learning_rate=5e-3, learning_rate_schedule="one_cycle", clip=10.0, device="cpu",
    )  # fmt: skip


def judged(digit: str) -> dict[str, torch.Tensor]:
    """What a model trained without `digit` says of all test images: scores (3, N), strangest rows and their pictures."""
    config, images = config_without(digit), load_dataset("mnist")
    trainer = Trainer(config, load_for(config))
    *_, last = trainer.train()
    loader = BatchLoader(images, config.target, trainer.device)
    scores = anomaly_scores(trainer.model.eval(), loader, images.test)
    strangest = torch.stack([scores[name].topk(SHOWN).indices for name in SCORES])
    with torch.no_grad():
        batch = next(loader.grey_batches(images.test[strangest.flatten()]))
        pictures = pixels(trainer.model.reconstruct(batch)).reshape(len(SCORES), SHOWN, *images.shape)
    print(digit, asdict(last)["validation"], flush=True)
    return {"scores": torch.stack([scores[name] for name in SCORES]), "strangest": strangest, "pictures": pictures}


def main() -> None:
    """All ten digits, one file."""
    FILE.parent.mkdir(exist_ok=True)
    found = [judged(digit) for digit in load_dataset("mnist").class_names]
    stacked = {name: torch.stack([each[name] for each in found]) for name in found[0]}
    stacked["strangest"] = stacked["strangest"].int()
    config = config_without("0")
    write_tensors(FILE, stacked, {"scores": list(SCORES), "epochs": config.epochs, "latent_dim": config.latent_dim})


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
