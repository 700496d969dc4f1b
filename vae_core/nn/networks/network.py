"""The contract of an encoder with its mirrored decoder, as a base class, and the layers that several kinds share."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from vae_core.nn.dense_layer import Linear

Shape = tuple[int, int, int]  # C, H, W of an image


class Network(ABC):
    """One kind of encoder and decoder, of these sizes, for images of `shape`."""

    def __init__(self, shape: Shape, hidden: tuple[int, ...], activation: type[nn.Module]) -> None:
        self.shape, self.activation = shape, activation
        self.sizes = self.sizes_for(hidden, shape)

    @classmethod
    def sizes_for(cls, hidden: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
        """Returns the sizes of the hidden layers: `hidden`, or the default ones where it is empty."""
        return hidden or cls.default_sizes(shape)

    @classmethod
    @abstractmethod
    def default_sizes(cls, shape: Shape) -> tuple[int, ...]:
        """Returns sizes that suit images of this shape."""

    def check_sizes(self) -> None:
        """Raises a ValueError for sizes that this kind of network cannot have."""
        if min(self.sizes, default=1) < 1:
            raise ValueError(f"hidden is {sizes_text(self.sizes)}; every layer needs at least 1 unit")

    @abstractmethod
    def encoder(self, outputs: int) -> nn.Sequential:
        """Returns a network from images (N, C, H, W) to (N, outputs)."""

    @abstractmethod
    def decoder(self, inputs: int, outputs: int) -> nn.Sequential:
        """Returns a network from (N, inputs) to `outputs` numbers for each value of an image: (N, outputs * C, H, W).

        Its last layer is a PixelBias.
        """

    def dense_layers(self, widths: Iterable[int]) -> list[nn.Module]:
        """Returns a dense layer from each width to the next, each followed by the activation."""
        return [layer for pair in itertools.pairwise(widths) for layer in (Linear(*pair), self.activation())]


class PixelBias(nn.Module):
    """Adds one learned number to each value of an image. It starts at the mean image, which no layer then has to learn."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(shape))

    def forward(self, images: Tensor) -> Tensor:
        return images + self.bias


def sizes_text(sizes: tuple[int, ...]) -> str:
    """Returns sizes as they are written on the command line, the first 12 of many: "16,32,128"."""
    return ",".join(map(str, sizes[:12])) + ",..." * (len(sizes) > 12)
