"""Builds the anomaly page's scores from ten models, each trained without one digit: `python -m scripts.build_anomaly`.

Writes assets/anomaly/mnist.safetensors: for each digit left out (10), the scores of the 10,000 test images, the mean parts
of the KL of known and of anomalous images, and the reconstructions of the _SHOWN most anomalous images by each score. The
page then needs none of the ten models. `README.md` beside the file has the AUROC of each.
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
from vae_core.measures.anomaly import SCORES, anomaly_scores, auroc, mean_and_width_kl
from vae_core.models import LatentVariableModel
from vae_core.models.vae import VaeSettings
from vae_core.training.batches import BatchLoader
from vae_core.training.trainer import Trainer

_FILE = ASSETS / "anomaly" / "mnist.safetensors"
_SHOWN = 24
_HEAD = """# Anomaly scores of digits left out of training

`mnist.safetensors` is made by `python -m scripts.build_anomaly`. Ten 2-latent VAEs, each trained without one digit, score all
10,000 test images. The file holds `scores` in nats (10 digits left out, 3 scores, 10,000 images). `kl_parts` are the mean
parts of the KL (10 digits; known, anomalous; distance, width). For the 24 most anomalous images by each score it holds their
rows (`strangest`) and reconstructions (`pictures`), so that the page needs no model. AUROC on the test images:

| left out | -ELBO | reconstruction loss | KL |
|---|---|---|---|
"""


def config_without(digit: str) -> RunConfig:
    """The configuration of a 2-latent VAE of all digits but one."""
    classes = tuple(name for name in load_dataset("mnist").class_names if name != digit)
    return RunConfig(
        data="mnist",
        classes=classes,
        latent_dim=2,
        hidden=(512, 256),
        activation="silu",
        epochs=32,
        batch_size=256,
        threads=1,
        learning_rate=2e-3,
        learning_rate_schedule="one_cycle",
        clip=10.0,
        device="cpu",
        settings=VaeSettings(likelihood="gaussian", scale="learned", sd=0.3),
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
    assert isinstance(trainer.model, LatentVariableModel)
    parts, is_strange = mean_and_width_kl(trainer.model, loader, images.test), images.labels[images.test] == int(digit)
    return {
        "scores": torch.stack([scores[name] for name in SCORES]),
        "kl_parts": torch.stack([parts[~is_strange].mean(0), parts[is_strange].mean(0)]),
        "strangest": strangest,
        "pictures": pictures,
    }


def main() -> None:
    """Trains without each of the ten digits; writes one file, and the README with the AUROC of each."""
    _FILE.parent.mkdir(exist_ok=True)
    write_scores([scores_without(digit) for digit in load_dataset("mnist").class_names])


def write_scores(found: list[dict[str, torch.Tensor]]) -> None:
    """Writes the file and the README from the scores of the ten models."""
    stacked = {name: torch.stack([each[name] for each in found]) for name in found[0]}
    stacked["strangest"] = stacked["strangest"].int()
    config = config_without("0")
    write_tensors(_FILE, stacked, {"scores": list(SCORES), "epochs": config.epochs, "latent_dim": config.latent_dim})
    images = load_dataset("mnist")
    labels, rows = images.labels[images.test], []
    values = torch.tensor(
        [
            [auroc(scores[labels != digit], scores[labels == digit]).value for scores in each["scores"]]
            for digit, each in enumerate(found)
        ]
    )
    for title, line in zip([*images.class_names, "mean"], [*values, values.mean(0)], strict=True):
        rows.append(f"| {title} | " + " | ".join(f"{value:.3f}" for value in line) + " |")
    (_FILE.parent / "README.md").write_text(_HEAD + "\n".join(rows) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
