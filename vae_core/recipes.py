"""Settings that train well in seconds on a processor: where the pages start. The defaults of RunConfig are the field's."""

from dataclasses import replace
from math import prod

from vae_core.config import RunConfig
from vae_core.datasets import DATASETS

LARGE = 1024  # values of an image from which convolutions pay


def quick(data: str) -> RunConfig:
    """A two-dimensional VAE that is worth looking at after half a minute."""
    shape = DATASETS[data].shape
    config = RunConfig(
        data=data, hidden=(256, 128), activation="silu", learning_rate=5e-3, learning_rate_schedule="one_cycle",
        epochs=1000, seconds=30.0, clip=10.0,
    )  # fmt: skip
    if prod(shape) < LARGE:
        return config
    return replace(config, network="conv", hidden=(), learning_rate=2e-3)
