"""A decoder that memorises images by a constant, one-hot or free code for each. Bojanowski et al. 2018 (free codes).

The steps before an autoencoder: there is no encoder, an image has the code of the nearest memorised image.
Shapes: N images, K memorised images, D latent dimensions.
"""

from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor, nn

from vae_core.datasets import ImageSet
from vae_core.models.autoencoder import Autoencoder
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.settings import setting

CODE_KINDS = ("constant", "one_hot", "free")


@dataclass(frozen=True)
class MemorizerSettings(LikelihoodSettings):
    """The kind and the number of codes."""

    code: str = setting(
        "free",
        "Codes of the images; constant: one for all; one_hot: one for each dimension; free: learned",
        choices=CODE_KINDS,
    )
    memories: int = setting(100, "Number of training images with a free code", low=1, high=100_000)

    def without_effect(self) -> dict[str, str]:
        return super().without_effect() | ({} if self.code == "free" else {"memories": "code free"})


class Memorizer(Autoencoder):
    """Reconstruction from codes in a table; free codes are learned together with the decoder."""

    Settings = MemorizerSettings
    settings: MemorizerSettings
    holds_images = True

    def build_encoder(self) -> nn.Sequential:
        size, shape = self.architecture.latent_dim, self.architecture.shape
        codes = {
            "constant": lambda: torch.zeros(1, size),
            "one_hot": lambda: torch.eye(size),
            "free": lambda: torch.randn(self.settings.memories, size),
        }[self.settings.code]()
        return nn.Sequential(_Memory(shape, codes, is_learned=self.settings.code == "free"))

    def initialise(self, image_set: ImageSet) -> None:
        """Memorises the first training images, repeated if there are fewer images than codes."""
        super().initialise(image_set)
        images = self.state_dict()["encoder.0.images"]
        rows = image_set.train[torch.arange(len(images)) % len(image_set.train)]
        images.copy_(image_set.images[rows] / 255)


class _Memory(nn.Module):
    """A table of images and codes; gives each image the code of the nearest one."""

    images: Tensor

    def __init__(self, shape: tuple[int, int, int], codes: Tensor, is_learned: bool) -> None:
        super().__init__()
        self.register_buffer("images", torch.zeros(len(codes), *shape))
        if is_learned:
            self.codes = nn.Parameter(codes)
        else:
            self.register_buffer("codes", codes)

    def forward(self, images: Tensor) -> Tensor:
        """Returns the codes of images (N, C, H, W): (N, D)."""
        known = self.images.reshape(-1, prod(self.images.shape[1:]))
        # The squared distance without the image's own square, which is equal for all memorised images.
        nearest = (known.square().sum(1) - 2 * images.flatten(1) @ known.T).argmin(1)
        return self.codes[nearest]
