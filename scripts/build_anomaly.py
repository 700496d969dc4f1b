"""Builds the anomaly page's scores from ten models, each trained without one digit: `python -m scripts.build_anomaly`.

Writes assets/anomaly/mnist.safetensors: for each digit left out (10), the scores of the 10,000 test images, and the
reconstructions of the _SHOWN most anomalous images by each score. The page then needs none of the ten models.
"""

from dataclasses import asdict

import torch

from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.datasets import (
    load_dataset,
    load_for,
    pixels,
)
from vae_core.files import write_tensors
from vae_core.measures.anomaly import SCORES, anomaly_scores
from vae_core.training.batches import BatchLoader
from vae_core.training.trainer import Trainer

_FILE = ASSETS / "anomaly" / "mnist.safetensors"
_SHOWN = 24


def config_without(digit: str) -> RunConfig:
    """The configuration of a 2-latent VAE of all digits but one."""
    classes = tuple(name for name in load_dataset("mnist").class_names if name != digit)
    return RunConfig(
        data="mnist",
        classes=classes,
        latent_dim=2,
        hidden=(256, 128),
        activation="silu",
        epochs=8,
        batch_size=256,
        threads=1,
        learning_rate=5e-3,
        learning_rate_schedule="one_cycle",
        clip=10.0,
        device="cpu",
    )


def scores_without(digit: str) -> dict[str, torch.Tensor]:
    """Trains a model without `digit`; returns scores (3, N) of the test images, and the most anomalous rows with pictures."""
    config, images = config_without(digit), load_dataset("mnist")
    trainer = Trainer(config, load_for(config))
    *_, last = trainer.train()
    loader = BatchLoader(images, config.target, trainer.device)
    scores = anomaly_scores(trainer.model.eval(), loader, images.test)
    strangest = torch.stack([scores[name].topk(_SHOWN).indices for name in SCORES])
    with torch.no_grad():
        batch = next(loader.grey_batches(images.test[strangest.flatten()]))
        pictures = pixels(trainer.model.reconstruct(batch)).reshape(len(SCORES), _SHOWN, *images.shape)
    print(digit, asdict(last)["validation"], flush=True)
    return {"scores": torch.stack([scores[name] for name in SCORES]), "strangest": strangest, "pictures": pictures}


def main() -> None:
    """Trains without each of the ten digits and writes one file."""
    _FILE.parent.mkdir(exist_ok=True)
    found = [scores_without(digit) for digit in load_dataset("mnist").class_names]
    stacked = {name: torch.stack([each[name] for each in found]) for name in found[0]}
    stacked["strangest"] = stacked["strangest"].int()
    config = config_without("0")
    write_tensors(_FILE, stacked, {"scores": list(SCORES), "epochs": config.epochs, "latent_dim": config.latent_dim})


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
