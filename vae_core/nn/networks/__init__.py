"""One kind of encoder and decoder a file, and the registry of them. A new kind is a file here and one line in NETWORKS.

An `Architecture` chooses the kind and the sizes, for any image size; no objective is here.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod

import torch
from torch import nn

from vae_core.nn.networks.conv import Conv
from vae_core.nn.networks.dense import Dense
from vae_core.nn.networks.imported import IMPORTED, ImportedLayers, ImportedNetwork
from vae_core.nn.networks.network import Network, PixelBias, Shape, sizes_text
from vae_core.nn.networks.shallow import Shallow

NETWORKS: dict[str, type[Network]] = {
    "dense": Dense,
    "conv": Conv,
    "shallow": Shallow,
}
ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "leaky_relu": nn.LeakyReLU,
    "linear": nn.Identity,
}
MAX_PARAMETERS = 200_000_000  # beyond this a laptop swaps instead of training
MOST_HIDDEN_LAYERS = 32  # deeper networks without skip connections hardly train, and may have few parameters


@dataclass(frozen=True)
class Architecture:
    """The kind and the sizes of an encoder and of the decoder that mirrors it. The kind's class says what `hidden` means."""

    shape: Shape
    latent_dim: int
    network: str = "dense"
    hidden: tuple[int, ...] = ()  # empty: sizes that suit the images
    activation: str = "relu"
    labels: int = 0  # number of classes; only a conditional model uses it
    layers: ImportedLayers | None = None  # of an imported network, which has no other sizes

    def __post_init__(self) -> None:
        if self.network == IMPORTED and self.layers is None:
            raise ValueError(
                f"the network {IMPORTED!r} has the layers of an imported model only; choose from {', '.join(NETWORKS)}"
            )
        if self.network not in (*NETWORKS, IMPORTED):
            raise ValueError(f"unknown network {self.network!r}; choose from {', '.join(NETWORKS)}")
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"unknown activation {self.activation!r}; choose from {', '.join(ACTIVATIONS)}")
        if not 1 <= self.latent_dim <= prod(self.shape):
            raise ValueError(
                f"latent_dim is {self.latent_dim}; images of {' x '.join(map(str, self.shape))} values "
                f"take from 1 to {prod(self.shape)}"
            )
        if self.layers is not None and self.network != IMPORTED:
            raise ValueError(f"a network {self.network!r} takes no list of layers; only an {IMPORTED!r} one does")
        self._check_sizes()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of the hidden layers: `hidden`, or the default ones where it is empty."""
        return self._network().sizes

    @property
    def shallow(self) -> "Architecture":
        """The same architecture without hidden layers."""
        return replace(self, network="shallow", layers=None)

    def encoder(self, outputs: int) -> nn.Sequential:
        """Returns a network from images (N, C, H, W) to `outputs` numbers for each latent dimension: (N, outputs * D)."""
        return self._network().encoder(outputs * self.latent_dim)

    def decoder(self, outputs: int, extra: int = 0) -> nn.Sequential:
        """Returns a network from codes (N, D + extra) to `outputs` numbers for each value: (N, outputs * C, H, W)."""
        return self._network().decoder(self.latent_dim + extra, outputs)

    def _network(self) -> Network:
        if self.layers is not None:
            return ImportedNetwork(self.shape, self.layers)
        return NETWORKS[self.network](self.shape, self.hidden, ACTIVATIONS[self.activation])

    def _check_sizes(self) -> None:
        if self.layers is not None:
            _check_imported(self.layers, len(self.sizes))
            ImportedNetwork(self.shape, self.layers).check(self.latent_dim)
            return
        self._network().check_sizes()
        sizes = sizes_text(self.sizes)
        if len(self.sizes) > MOST_HIDDEN_LAYERS:
            raise ValueError(f"hidden is {sizes}: {len(self.sizes):,} layers; choose at most {MOST_HIDDEN_LAYERS}")
        if max(self.sizes, default=1) > MAX_PARAMETERS:
            raise ValueError(f"hidden is {sizes}; a layer has at most {MAX_PARAMETERS:,} units")
        count = _parameters(self)
        if count > MAX_PARAMETERS:
            raise ValueError(f"hidden is {sizes}: {count:,} parameters; choose sizes with at most {MAX_PARAMETERS:,}")


def _check_imported(layers: ImportedLayers, hidden: int) -> None:
    """Raises a ValueError for too many layers or parameters of an imported network."""
    if hidden > MOST_HIDDEN_LAYERS:
        raise ValueError(f"the encoder has {hidden} hidden layers; at most {MOST_HIDDEN_LAYERS} are imported")
    if layers.parameters > MAX_PARAMETERS:
        raise ValueError(f"the layers have {layers.parameters:,} parameters; at most {MAX_PARAMETERS:,} are imported")


@lru_cache(maxsize=4096)  # a list of runs counts them once for each run, and many have the same sizes
def _parameters(architecture: Architecture) -> int:
    """Returns the number of parameters of encoder and decoder.

    Counted on the meta device, which takes no memory, so that an absurd size is refused without being allocated.
    """
    with torch.device("meta"):
        parts = (architecture.encoder(1), architecture.decoder(1))
        return sum(p.numel() for part in parts for p in part.parameters())


__all__ = [
    "ACTIVATIONS",
    "IMPORTED",
    "MAX_PARAMETERS",
    "NETWORKS",
    "Architecture",
    "ImportedLayers",
    "Network",
    "PixelBias",
]
