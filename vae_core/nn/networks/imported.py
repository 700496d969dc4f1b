"""A network of layers that are listed one by one: that of another program's model. Nobody chooses it for a training."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any

from torch import nn

from vae_core.nn.networks.layer_specs import Inner, LayerSpec, spec_from_plain
from vae_core.nn.networks.network import Network, PixelBias, Shape

IMPORTED = "imported"  # the name of this kind in a configuration
_MOST_LAYERS = 128  # of one network, with activations
_MOST_VALUES = 4_000_000  # after any layer, of one image
_MOST_PRODUCTS = 5_000_000_000  # multiplications of one network for one image: about a second of one CPU core


@dataclass(frozen=True)
class ImportedLayers:
    """The layers of an encoder, from images (C, H, W) to (F,), and of a decoder, from codes (D,) to an image."""

    encoder: tuple[LayerSpec, ...]
    decoder: tuple[LayerSpec, ...]

    @property
    def parameters(self) -> int:
        """The number of weights of both networks."""
        return sum(layer.parameters for layer in (*self.encoder, *self.decoder))

    def to_plain(self) -> dict[str, Any]:
        """Returns both lists, JSON-ready."""
        return {part: [layer.to_plain() for layer in getattr(self, part)] for part in ("encoder", "decoder")}


def imported_layers_from_plain(plain: Any) -> ImportedLayers:
    """Returns the layers that `ImportedLayers.to_plain` wrote. Raises a ValueError that names what is wrong."""
    if not isinstance(plain, dict) or set(plain) != {"encoder", "decoder"}:
        raise ValueError(f"layers are {str(plain)[:60]!r}; they must be two lists, encoder and decoder")
    for part, listed in plain.items():
        if not isinstance(listed, list) or not 1 <= len(listed) <= _MOST_LAYERS:
            raise ValueError(f"layers of the {part} are {str(listed)[:60]!r}; list from 1 to {_MOST_LAYERS}")
    return ImportedLayers(*(tuple(map(spec_from_plain, plain[part])) for part in ("encoder", "decoder")))


def output_shape(layers: Iterable[LayerSpec], shape: Inner) -> Inner:
    """Returns the shape after all layers. Raises a ValueError where one does not fit, or takes too much memory or time."""
    return _walked(layers, shape)[0]


def products_of(layers: Iterable[LayerSpec], shape: Inner) -> int:
    """Returns the multiplications of all layers for one image or code. Raises a ValueError like `output_shape`."""
    return _walked(layers, shape)[1]


def _walked(layers: Iterable[LayerSpec], shape: Inner) -> tuple[Inner, int]:
    products = 0
    for number, layer in enumerate(layers, 1):
        after = layer.output(shape)
        products += layer.products(shape)
        shape = after
        if prod(shape) > _MOST_VALUES:
            raise ValueError(
                f"layer {number} ({layer}) gives {prod(shape):,} values; at most {_MOST_VALUES:,} are taken"
            )
        if products > _MOST_PRODUCTS:
            raise ValueError(
                f"the layers to {number} ({layer}) take {products:,} products an image; at most {_MOST_PRODUCTS:,} are taken"
            )
    return shape, products


class ImportedNetwork(Network):
    """The listed layers; `sizes` are the channels and units of the encoder's hidden layers."""

    def __init__(self, shape: Shape, layers: ImportedLayers) -> None:
        self.layers = layers
        weighted = [layer for layer in layers.encoder if hasattr(layer, "outputs")]
        super().__init__(shape, tuple(layer.outputs for layer in weighted[:-1]), nn.Identity)

    @classmethod
    def sizes_for(cls, hidden: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
        return hidden

    @classmethod
    def default_sizes(cls, shape: Shape) -> tuple[int, ...]:
        return ()

    def check(self, latent_dim: int) -> None:
        """Raises a ValueError unless the layers lead from an image to codes of `latent_dim` numbers, and from codes on."""
        found = output_shape(self.layers.encoder, self.shape)
        if found not in ((latent_dim,), (2 * latent_dim,)):
            raise ValueError(
                f"the encoder's layers give {found} values; latent_dim {latent_dim} needs {latent_dim} or twice as many"
            )
        output_shape(self.layers.decoder, (latent_dim,))

    def encoder(self, outputs: int) -> nn.Sequential:
        self._check_end("encoder", self.shape, (outputs,))
        return nn.Sequential(*(layer.module() for layer in self.layers.encoder))

    def decoder(self, inputs: int, outputs: int) -> nn.Sequential:
        shape = (outputs * self.shape[0], *self.shape[1:])
        self._check_end("decoder", (inputs,), shape)
        return nn.Sequential(*(layer.module() for layer in self.layers.decoder), PixelBias(shape))

    def _check_end(self, part: str, start: Inner, wanted: Inner) -> None:
        found = output_shape(getattr(self.layers, part), start)
        if found != wanted:
            raise ValueError(f"the {part}'s layers give {found} values; this model needs {wanted}")
