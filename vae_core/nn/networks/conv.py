"""Convolutions that halve the image, then one dense layer; transposed convolutions double it back."""

import itertools
from math import prod

from torch import nn

from vae_core.nn.dense_layer import Linear
from vae_core.nn.networks.network import Network, PixelBias, Shape, sizes_text

SMALLEST_SIDE = 8  # pixels: the default network halves images down to about this


class Conv(Network):
    """Convolutions; `hidden` holds channel counts, where each layer halves the image, and last the width of a dense layer."""

    @classmethod
    def default_sizes(cls, shape: Shape) -> tuple[int, ...]:
        side = max(shape[1:])
        halvings = max(1, (side // SMALLEST_SIDE).bit_length() - 1 + (side % SMALLEST_SIDE > 0))
        return (*[32, 64, 64, 128, 128, 128][:halvings], 128)

    def check_sizes(self) -> None:
        super().check_sizes()
        most = max(self.shape[1:]).bit_length() - 1
        if not 2 <= len(self.sizes) <= most + 1:
            raise ValueError(
                f"hidden is {sizes_text(self.sizes)}; a conv network takes channel counts and then one dense width: "
                f"list from 2 to {most + 1} numbers for images of {self.shape[1]} x {self.shape[2]}"
            )

    def encoder(self, outputs: int) -> nn.Sequential:
        (*channels, width), image_sizes = self.sizes, self._image_sizes()
        layers: list[nn.Module] = []
        for (before, after), size in zip(itertools.pairwise([self.shape[0], *channels]), image_sizes, strict=False):
            layers += [nn.Conv2d(before, after, _kernel(size), stride=2, padding=1), self.activation()]
        flat = channels[-1] * prod(image_sizes[-1])
        return nn.Sequential(*layers, nn.Flatten(), Linear(flat, width), self.activation(), Linear(width, outputs))

    def decoder(self, inputs: int, outputs: int) -> nn.Sequential:
        (*channels, width), image_sizes = self.sizes, self._image_sizes()
        shape, start = (outputs * self.shape[0], *self.shape[1:]), (channels[-1], *image_sizes[-1])
        layers: list[nn.Module] = [*self.dense_layers([inputs, width, prod(start)]), nn.Unflatten(1, start)]
        for (before, after), size in zip(
            itertools.pairwise([*reversed(channels), shape[0]]), reversed(image_sizes[:-1]), strict=True
        ):
            is_last = size == image_sizes[0]
            layers.append(nn.ConvTranspose2d(before, after, _kernel(size), stride=2, padding=1, bias=not is_last))
            layers += [] if is_last else [self.activation()]
        return nn.Sequential(*layers, PixelBias(shape))

    def _image_sizes(self) -> list[tuple[int, int]]:
        """Returns height and width before, between and after the halvings; odd sizes round up."""
        height, width = self.shape[1:]
        return [(-(-height // 2**level), -(-width // 2**level)) for level in range(len(self.sizes))]


def _kernel(size: tuple[int, int]) -> tuple[int, int]:
    """Returns the kernel with which stride 2 and padding 1 halve an image of `size`, and double it back, exactly."""
    return (4 - size[0] % 2, 4 - size[1] % 2)
