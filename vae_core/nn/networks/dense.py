"""Fully connected layers over all values of an image."""

from math import prod

from torch import nn

from vae_core.nn.dense_layer import Linear
from vae_core.nn.networks.network import Network, PixelBias, Shape


class Dense(Network):
    """Dense layers; `hidden` holds their widths, from the image to the code."""

    @classmethod
    def default_sizes(cls, shape: Shape) -> tuple[int, ...]:
        return (512, 256)

    def encoder(self, outputs: int) -> nn.Sequential:
        widths = [prod(self.shape), *self.sizes]
        return nn.Sequential(nn.Flatten(), *self.dense_layers(widths), Linear(widths[-1], outputs))

    def decoder(self, inputs: int, outputs: int) -> nn.Sequential:
        widths, shape = [inputs, *reversed(self.sizes)], (outputs * self.shape[0], *self.shape[1:])
        last = Linear(widths[-1], prod(shape), bias=False)  # its bias is the PixelBias
        return nn.Sequential(*self.dense_layers(widths), last, nn.Unflatten(1, shape), PixelBias(shape))
