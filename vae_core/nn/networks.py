"""Encoders and decoders for any image size. An `Architecture` chooses the kind and the sizes; no objective is here."""

import itertools
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod

import torch
from torch import Tensor, nn

from vae_core.nn.dense_layer import Linear

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "leaky_relu": nn.LeakyReLU,
    "linear": nn.Identity,
}
MAX_PARAMETERS = 200_000_000  # beyond this a laptop swaps instead of training


@dataclass(frozen=True)
class Architecture:
    """The sizes of an encoder and the decoder that mirrors it.

    For "dense", `hidden` holds the widths of the layers. For "conv" it holds channel counts, where each layer halves the
    image, and last the width of the dense layer. Empty `hidden` means `default_hidden`. "shallow" ignores `hidden`: it has
    no hidden layer, its only units are the code.
    """

    shape: tuple[int, int, int]  # C, H, W of an image
    latent_dim: int
    network: str = "dense"
    hidden: tuple[int, ...] = ()
    activation: str = "relu"
    labels: int = 0  # number of classes; only a conditional model uses it

    def __post_init__(self) -> None:
        if self.network not in NETWORKS:
            raise ValueError(f"unknown network {self.network!r}; choose from {', '.join(NETWORKS)}")
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"unknown activation {self.activation!r}; choose from {', '.join(ACTIVATIONS)}")
        if not 1 <= self.latent_dim <= prod(self.shape):
            raise ValueError(
                f"latent_dim is {self.latent_dim}; images of {' x '.join(map(str, self.shape))} values "
                f"take from 1 to {prod(self.shape)}"
            )
        self._check_hidden()

    @property
    def sizes(self) -> tuple[int, ...]:
        """`hidden`, or the default sizes where it is empty."""
        return () if self.network == "shallow" else self.hidden or default_hidden(self.network, self.shape)

    @property
    def shallow(self) -> "Architecture":
        """The same architecture without hidden layers."""
        return replace(self, network="shallow")

    def _check_hidden(self) -> None:
        sizes = self.sizes
        if min(sizes, default=1) < 1:
            raise ValueError(f"hidden is {_listed(sizes)}; every layer needs at least 1 unit")
        if self.network == "conv":
            most = max(self.shape[1:]).bit_length() - 1
            if not 2 <= len(sizes) <= most + 1:
                raise ValueError(
                    f"hidden is {_listed(sizes)}; a conv network takes channel counts and then one dense width: "
                    f"list from 2 to {most + 1} numbers for images of {self.shape[1]} x {self.shape[2]}"
                )
        if max(sizes, default=1) > MAX_PARAMETERS:
            raise ValueError(f"hidden is {_listed(sizes)}; a layer has at most {MAX_PARAMETERS:,} units")
        if (count := _parameters(self)) > MAX_PARAMETERS:
            raise ValueError(
                f"hidden is {_listed(sizes)}: {count:,} parameters; choose sizes with at most {MAX_PARAMETERS:,}"
            )

    def encoder(self, outputs: int) -> nn.Sequential:
        """Returns a network from images (N, C, H, W) to `outputs` numbers for each latent dimension: (N, outputs * D)."""
        return NETWORKS[self.network][0](self, self.sizes, outputs * self.latent_dim)

    def decoder(self, outputs: int, extra: int = 0) -> nn.Sequential:
        """Returns a network from codes (N, D + extra) to `outputs` numbers for each value: (N, outputs * C, H, W)."""
        shape = (outputs * self.shape[0], *self.shape[1:])
        return NETWORKS[self.network][1](self, self.latent_dim + extra, self.sizes, shape)


@lru_cache(maxsize=4096)  # a list of runs counts them once for each run, and many have the same sizes
def _parameters(architecture: Architecture) -> int:
    """Returns the number of parameters of encoder and decoder.

    Counted on the meta device, which takes no memory, so that an absurd size is refused without being allocated.
    """
    with torch.device("meta"):
        parts = (architecture.encoder(1), architecture.decoder(1))
        return sum(p.numel() for part in parts for p in part.parameters())


def default_hidden(network: str, shape: tuple[int, int, int]) -> tuple[int, ...]:
    """Returns sizes that suit images of this shape: two dense layers, or halvings to about 8 pixels and 128 units."""
    if network == "dense":
        return (512, 256)
    halvings = max(1, (max(shape[1:]) // 8).bit_length() - 1 + (max(shape[1:]) % 8 > 0))
    return (*[32, 64, 64, 128, 128, 128][:halvings], 128)


class PixelBias(nn.Module):
    """Adds one learned number to each value of an image. It starts at the mean image, which no layer then has to learn."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(shape))

    def forward(self, images: Tensor) -> Tensor:
        return images + self.bias


def _dense_encoder(architecture: Architecture, sizes: tuple[int, ...], outputs: int) -> nn.Sequential:
    widths = [prod(architecture.shape), *sizes]
    return nn.Sequential(nn.Flatten(), *_dense_layers(widths, architecture), Linear(widths[-1], outputs))


def _dense_decoder(
    architecture: Architecture, inputs: int, sizes: tuple[int, ...], shape: tuple[int, ...]
) -> nn.Sequential:
    widths = [inputs, *reversed(sizes)]
    last = Linear(widths[-1], prod(shape), bias=False)  # its bias is the PixelBias
    return nn.Sequential(*_dense_layers(widths, architecture), last, nn.Unflatten(1, shape), PixelBias(shape))


def _dense_layers(widths: list[int], architecture: Architecture) -> list[nn.Module]:
    activation = ACTIVATIONS[architecture.activation]
    return [layer for pair in itertools.pairwise(widths) for layer in (Linear(*pair), activation())]


def _conv_encoder(architecture: Architecture, sizes: tuple[int, ...], outputs: int) -> nn.Sequential:
    activation = ACTIVATIONS[architecture.activation]
    (*channels, width), image_sizes = sizes, _image_sizes(architecture, len(sizes) - 1)
    layers: list[nn.Module] = []
    for (before, after), size in zip(itertools.pairwise([architecture.shape[0], *channels]), image_sizes, strict=False):
        layers += [nn.Conv2d(before, after, _kernel(size), stride=2, padding=1), activation()]
    flat = channels[-1] * prod(image_sizes[-1])
    return nn.Sequential(*layers, nn.Flatten(), Linear(flat, width), activation(), Linear(width, outputs))


def _conv_decoder(
    architecture: Architecture, inputs: int, sizes: tuple[int, ...], shape: tuple[int, ...]
) -> nn.Sequential:
    activation = ACTIVATIONS[architecture.activation]
    (*channels, width), image_sizes = sizes, _image_sizes(architecture, len(sizes) - 1)
    start = (channels[-1], *image_sizes[-1])
    layers: list[nn.Module] = [
        *_dense_layers([inputs, width, prod(start)], architecture),
        nn.Unflatten(1, start),
    ]
    for (before, after), size in zip(
        itertools.pairwise([*reversed(channels), shape[0]]), reversed(image_sizes[:-1]), strict=True
    ):
        is_last = size == image_sizes[0]
        layers.append(nn.ConvTranspose2d(before, after, _kernel(size), stride=2, padding=1, bias=not is_last))
        layers += [] if is_last else [activation()]
    return nn.Sequential(*layers, PixelBias(shape))


def _image_sizes(architecture: Architecture, halvings: int) -> list[tuple[int, int]]:
    """Returns height and width before, between and after the halvings; odd sizes round up."""
    height, width = architecture.shape[1:]
    return [(-(-height // 2**level), -(-width // 2**level)) for level in range(halvings + 1)]


def _kernel(size: tuple[int, int]) -> tuple[int, int]:
    """Returns the kernel with which stride 2 and padding 1 halve an image of `size`, and double it back, exactly."""
    return (4 - size[0] % 2, 4 - size[1] % 2)


def _listed(sizes: tuple[int, ...]) -> str:
    return ",".join(map(str, sizes))


NETWORKS = {
    "dense": (_dense_encoder, _dense_decoder),
    "conv": (_conv_encoder, _conv_decoder),
    "shallow": (_dense_encoder, _dense_decoder),  # of no sizes
}
