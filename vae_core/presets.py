"""Settings that train well in seconds on a processor: where the pages start. The defaults of RunConfig are the field's."""

from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Preset:
    """A network that the literature keeps coming back to, as a whole configuration."""

    title: str
    description: str
    config: RunConfig


PRESETS = {
    "400-200-400": Preset(
        "400-200-400",
        "three layers on digits of 20 x 20: 400 pixels, 200 units between 0 and 1, 400 pixels (Ng 2011)",
        replace(quick("mnist_20"), model="sparse", settings=None, network="shallow", hidden=(), latent_dim=200),
    ),
    "784-400-20": Preset(
        "784-400-20-400-784",
        "the VAE of PyTorch's examples, a reference whose figures are published",
        RunConfig(data="mnist", model="vae", latent_dim=20, hidden=(400,)),
    ),
}


def preset(name: str) -> RunConfig:
    """The configuration of that preset, or a ValueError that lists them."""
    if name not in PRESETS:
        raise ValueError(f"unknown preset {name!r}; choose from {', '.join(PRESETS)}")
    return PRESETS[name].config
