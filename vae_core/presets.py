"""Configurations to start from: one for the pages that trains well in seconds on a CPU, and known ones from papers."""

from dataclasses import dataclass, replace
from math import prod

from vae_core.config import RunConfig
from vae_core.datasets import OwnData, dataset_of
from vae_core.datasets.image_set import training_count

LARGE = 1024  # from this number of values in an image, convolutions learn faster
# Photographs in colour need more numbers in a code than can be shown on a plane, and more time.
COLOUR_LATENTS, COLOUR_SECONDS = 32, 180.0
STARTS: dict[str, tuple[float, ...]] = {"latent_dim": (2, COLOUR_LATENTS), "seconds": (30.0, COLOUR_SECONDS)}


def quick(data: str, own: OwnData | None = None) -> RunConfig:
    """Returns a VAE that gives good images soon: two-dimensional, after half a minute; of colour images, after three.

    `own` has the facts of an own data set.
    """
    shape = dataset_of(data, own).shape
    config = RunConfig(
        data=data,
        own_data=own,
        hidden=(256, 128),
        activation="silu",
        learning_rate=5e-3,
        learning_rate_schedule="one_cycle",
        epochs=1000,
        seconds=30.0,
        clip=10.0,
    )
    if config.own_data is not None:  # a small set is smaller than the default batch
        config = replace(config, batch_size=min(config.batch_size, training_count(config.own_data.count)))
    if prod(shape) < LARGE:
        return config
    config = replace(config, network="conv", hidden=(), learning_rate=2e-3)
    return config if shape[0] == 1 else replace(config, latent_dim=COLOUR_LATENTS, seconds=COLOUR_SECONDS)


@dataclass(frozen=True)
class Preset:
    """A network that is known from the literature, as a whole configuration."""

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
    """Returns the configuration of a preset. Raises a ValueError that lists the presets."""
    if name not in PRESETS:
        raise ValueError(f"unknown preset {name!r}; choose from {', '.join(PRESETS)}")
    return PRESETS[name].config
