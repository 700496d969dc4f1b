"""Trains the lessons' studies again: `python -m scripts.build_studies [NAME ...]` writes assets/lessons/studies.json.

A study compares a few configurations over three seeds. It keeps measures only, no weights.
"""

from bisect import bisect_left
from dataclasses import replace
from typing import Any

from scripts.arguments import chosen_names
from vae_core.assets import ASSETS
from vae_core.config import RunConfig, config_parameters, with_changes
from vae_core.datasets import load_for
from vae_core.files import read_json, write_json
from vae_core.measures.holes import samples_of_prior
from vae_core.measures.metrics import active_units, codes_and_nats, embed_all
from vae_core.measures.sample_quality import squared_error
from vae_core.models import LatentVariableModel
from vae_core.nn.priors import PRIORS
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import Trainer

_STUDIES = ASSETS / "lessons" / "studies.json"
_SEEDS = (0, 1, 2)
_DIGITS = RunConfig(
    data="digits",
    latent_dim=8,
    hidden=(64,),
    activation="silu",
    epochs=200,
    learning_rate=5e-3,
    learning_rate_schedule="one_cycle",
    batch_size=64,
    clip=10.0,
    device="cpu",
    threads=1,
)
# As the runs of scripts/build_planes.py. sd 0.1 makes the posteriors narrow; at 0.2, the root mean squared error, only 4 % of
# samples are in holes.
_PLANE = with_changes(replace(_DIGITS, latent_dim=2, epochs=60, model="vae"), {"likelihood": "gaussian", "sd": 0.1})
_MNIST = replace(
    _DIGITS, data="mnist", subset=5000, latent_dim=10, epochs=40, batch_size=128, learning_rate=3e-3, model="vae"
)
# Deep and narrow, with a fast start: the KL falls to 0 before the decoder has learned to use the code.
_EARLY = {"hidden": (64, 64, 64, 64), "activation": "tanh", "epochs": 60, "learning_rate_schedule": "constant"}
_GAUSSIAN = {"likelihood": "gaussian", "sd": 0.2}
_CURES: dict[str, dict[str, Any]] = {
    "none": {},
    "warm_up": {"beta_schedule": "warm_up", "warm_up": 0.5},
    "cyclical": {"beta_schedule": "cyclical"},
    "free_bits": {"free_bits": 0.5},
    "calibrated": {"scale": "optimal"},
}


def of_depth(layers: int, budget: int) -> RunConfig:
    """The deepest study's autoencoder with `layers` equal hidden layers and as near to `budget` parameters as it gets."""

    def of_width(width: int) -> RunConfig:
        return with_changes(_DIGITS, {"model": "autoencoder", "latent_dim": 4, "hidden": (width,) * layers})

    def beyond(width: int) -> int:
        return config_parameters(of_width(width)) - budget

    wide = bisect_left(range(9, 200), 0, key=beyond) + 9
    return of_width(min((wide - 1, wide), key=lambda width: abs(beyond(width))))


CONFIGS: dict[str, dict[str, RunConfig]] = {
    "depth": {str(layers): of_depth(layers, 16_000) for layers in (1, 2, 3, 5)},
    "generalisation": {
        f"{beta:g}": with_changes(_DIGITS, {"subset": 200, "epochs": 1500, "beta": beta, **_GAUSSIAN})
        for beta in (0.0, 0.01, 0.1, 1.0, 4.0)
    },
    "decoder": {
        "dense": with_changes(_MNIST, {"hidden": (65,)}),
        "conv": with_changes(_MNIST, {"network": "conv", "hidden": (16, 32, 32, 64)}),
    },
    "priors": {name: with_changes(_PLANE, {"prior": name}) for name in PRIORS},
    "wide": {name: with_changes(_DIGITS, {**_GAUSSIAN, "sd": 1.0, **cure}) for name, cure in _CURES.items()},
    "early": {name: with_changes(_DIGITS, {**_EARLY, **_GAUSSIAN, **cure}) for name, cure in _CURES.items()},
}


def train_variant(study: str, name: str, seed: int) -> dict[str, Any]:
    """The measures of one training of a study, on its training and its test images."""
    config = replace(CONFIGS[study][name], seed=seed)
    images = load_for(config)
    trainer = Trainer(config, images)
    for _ in trainer.train():
        pass
    model, loader = trainer.model, BatchLoader(images)
    found: dict[str, Any] = {"parameters": config_parameters(config), "images": len(images.train)}
    for name, rows in (("train", images.train), ("test", images.test)):
        terms = mean_terms(model, loader, rows)
        found[name] = {
            "reconstruction": terms.reconstruction,
            "kl": terms.kl,
            "squared_error": squared_error(model, images, rows),
        }
    if study == "priors" and isinstance(model, LatentVariableModel):
        posterior = codes_and_nats(model, loader, images.train)[0]
        found["holes"] = samples_of_prior(model, posterior, 2000, 10.0).share
    found["active"] = active_units(embed_all(model, loader, images.test).mean)
    return found


def build(study: str) -> None:
    """Trains one study and writes its measures beside those of the others."""
    known = read_json(_STUDIES) if _STUDIES.exists() else {}
    known[study] = {}
    for name in CONFIGS[study]:
        known[study][name] = [train_variant(study, name, seed) for seed in _SEEDS]
        print(study, name, known[study][name], flush=True)
    write_json(_STUDIES, known)


if __name__ == "__main__":
    for wanted in chosen_names("scripts.build_studies", __doc__, CONFIGS):
        build(wanted)
