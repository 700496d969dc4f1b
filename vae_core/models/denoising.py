"""The denoising autoencoder: reconstructs the clean image from a corrupted one. Vincent et al. 2008."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vae_core.models.autoencoder import Autoencoder
from vae_core.models.base import Batch, Loss
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.settings import setting

NOISE_KINDS = ("gaussian", "masking", "salt_and_pepper")


@dataclass(frozen=True)
class DenoisingSettings(LikelihoodSettings):
    """The corruption of the encoder's input."""

    noise: str = setting("gaussian", "Corruption of the encoder's input in training", choices=NOISE_KINDS)
    noise_level: float = setting(
        0.5, "Standard deviation of gaussian; for the others the share of values that are replaced", low=0.0, high=10.0
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.noise != "gaussian" and self.noise_level > 1:
            raise ValueError(
                f"noise_level is {self.noise_level:g}; {self.noise} replaces a share of the values, from 0 to 1"
            )


class Denoising(Autoencoder):
    """Trains on the reconstruction from a corrupted image; `embed` gives the code of the image without corruption."""

    Settings = DenoisingSettings
    settings: DenoisingSettings

    def corrupt(self, batch: Batch) -> Batch:
        """Returns the same batch with corrupted images and the clean target."""
        return replace(batch, images=corrupted(batch, self.settings.noise, self.settings.noise_level))

    def loss(self, batch: Batch) -> Loss:
        return super().loss(self.corrupt(batch))


def corrupted(batch: Batch, noise: str, level: float) -> Tensor:
    """Returns the batch's images, corrupted with its generator: (N, C, H, W).

    "gaussian" adds noise of standard deviation `level` and does not clip; "masking" sets a share `level` of the values
    to 0, "salt_and_pepper" half of that share to 0 and half to 1.
    """
    if noise not in NOISE_KINDS:
        raise ValueError(f"unknown noise {noise!r}; choose from {', '.join(NOISE_KINDS)}")
    if noise == "gaussian":
        return batch.images + level * batch.normal(batch.images)
    chance = batch.uniform(batch.images)
    white = chance < level / 2 if noise == "salt_and_pepper" else torch.zeros_like(chance, dtype=torch.bool)
    return batch.images.masked_fill(chance < level, 0.0).masked_fill(white, 1.0)
