"""A foreign model with the layers of this program: the same function, in the sizes that an `Architecture` can have."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from vae_core.config import RunConfig, config_from_plain
from vae_core.foreign.layers import ForeignLayer, ForeignModel
from vae_core.models import Model, model_class
from vae_core.nn.networks import PixelBias


def converted_config(model: ForeignModel, data: str) -> RunConfig:
    """Returns the configuration of the same network on a data set of this program."""
    sizes = _sizes(model)
    likelihood = {"likelihood": "bernoulli"} if model.output == "sigmoid" else {"likelihood": "gaussian"}
    return config_from_plain(
        {
            "data": data,
            "model": "vae" if model.log_var is not None or model.mean is None else "autoencoder",
            "latent_dim": model.latent_dim,
            "network": "dense" if sizes else "shallow",
            "hidden": sizes,
            "activation": model.activation or "relu",
            "threads": 1,
            **likelihood,
        }
    )


def _sizes(model: ForeignModel) -> list[int]:
    """The hidden layers that hold both networks: encoder and decoder here mirror each other."""
    encoder = [layer.outputs for layer in model.encoder]
    decoder = [layer.inputs for layer in reversed(model.decoder[1:])]
    if not model.mean:
        return decoder
    if len(encoder) != len(decoder) and model.activation != "relu":
        raise ValueError(
            f"the encoder has {len(encoder)} hidden layers and the decoder {len(decoder)}; with another activation than "
            "relu they must have the same number"
        )
    # The shorter one gets further layers that pass its values on: next to the code, where they are fewest.
    count = max(len(encoder), len(decoder))
    padded = [side + [side[-1] if side else _end(model)] * (count - len(side)) for side in (encoder, decoder)]
    return [max(pair) for pair in zip(*padded, strict=True)]


def _end(model: ForeignModel) -> int:
    raise ValueError("only one of encoder and decoder has hidden layers; both or none must have them")


def converted_model(foreign: ForeignModel, config: RunConfig, shape: tuple[int, int, int]) -> Model:
    """Returns the model with the foreign weights; units and layers that it lacks pass values on, or are zero."""
    model = model_class(config.model)(config.architecture(shape), config.settings)
    linear = [[layer for layer in part if isinstance(layer, nn.Linear)] for part in (model.encoder, model.decoder)]
    with torch.no_grad():
        if foreign.mean is not None:
            _fill(linear[0], [*_lengthened(foreign.encoder, len(linear[0]) - 1), _head(foreign)], model.encoder)
        decoder = _lengthened(foreign.decoder[:-1], len(linear[1]) - 1, at_start=True)
        _fill(linear[1], [*decoder, foreign.decoder[-1]], model.decoder)
    return model.eval()


def _head(foreign: ForeignModel) -> ForeignLayer:
    """Mean and log-variance as one layer: this program's encoder gives both side by side."""
    assert foreign.mean is not None
    if foreign.log_var is None:
        return foreign.mean
    both = (foreign.mean, foreign.log_var)
    return ForeignLayer("heads", torch.cat([each.weight for each in both]), torch.cat([each.bias for each in both]))


def _lengthened(layers: Sequence[ForeignLayer], count: int, at_start: bool = False) -> list[ForeignLayer]:
    """The layers with identities up to `count`: after a ReLU no value is below zero, so an identity and a ReLU keep it."""
    missing = count - len(layers)
    if missing <= 0:
        return list(layers)
    width = layers[0].outputs if at_start else layers[-1].outputs
    more = [ForeignLayer("identity", torch.eye(width), torch.zeros(width))] * missing
    return [layers[0], *more, *layers[1:]] if at_start else [*layers, *more]


def _fill(own: list[nn.Linear], layers: Sequence[ForeignLayer], network: nn.Sequential) -> None:
    """Copies the layers into a network of at least their sizes; further units stay at zero, so they change nothing."""
    for mine, layer in zip(own, layers, strict=True):
        mine.weight.zero_()
        mine.weight[: layer.outputs, : layer.inputs] = layer.weight
        bias: Tensor | None = mine._parameters["bias"]
        if bias is not None:
            bias.zero_()
            bias[: layer.outputs] = layer.bias
        else:  # the last layer of a decoder: its bias is that of the pixels
            last = network[-1]
            assert isinstance(last, PixelBias)
            last.bias.copy_(layer.bias.reshape(last.bias.shape))
