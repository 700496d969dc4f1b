"""A foreign model layer by layer, and the run's configuration and model that compute the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

import torch
from torch import nn

from vae_core.config import RunConfig, config_from_plain
from vae_core.foreign.layers import ForeignLayer, ForeignModel
from vae_core.foreign.steps import Step, is_activation, loaded_state
from vae_core.models import Model, model_class
from vae_core.nn.networks import ACTIVATIONS, IMPORTED, ImportedLayers
from vae_core.nn.networks.imported import output_shape
from vae_core.nn.networks.layer_specs import SLOPES, ActivationSpec, FlattenSpec, LayerSpec, LinearSpec, UnflattenSpec

_FITTED_UNITS = 256  # of the encoder that a decoder alone gets


@dataclass(frozen=True, eq=False)
class LayeredModel:
    """An encoder, empty for a decoder alone, and a decoder for images (C, H, W) without the sigmoid at its end."""

    encoder: tuple[Step, ...]
    decoder: tuple[Step, ...]
    latent_dim: int
    shape: tuple[int, int, int]
    output: str = ""  # "sigmoid" or "linear"; empty: not known

    @property
    def has_log_var(self) -> bool:
        """True for a variational encoder, and for a decoder alone, which gets one."""
        found = output_shape((step.spec for step in self.encoder), self.shape)
        return not self.encoder or found == (2 * self.latent_dim,)

    def mapping(self) -> list[str]:
        """Returns what each layer is taken for, one line each; layers without a name in the file behind the one before."""
        return [line for part in ("encoder", "decoder") for line in _lines(part, getattr(self, part))]


def _lines(part: str, steps: Sequence[Step]) -> list[str]:
    lines: list[str] = []
    for step in steps:
        if step.name or not lines:
            lines.append(f"{part}: {step}")
        elif not isinstance(step.spec, FlattenSpec | UnflattenSpec):
            lines[-1] += f", {step.spec}"
    return lines


def layered_config(model: LayeredModel, data: str) -> RunConfig:
    """Returns the configuration of the same network on a data set of this program."""
    likelihood = "gaussian" if model.output == "linear" else "bernoulli"
    names = Counter(_activation(step) for step in (*model.encoder, *model.decoder) if is_activation(step))
    usual = next((name for name, _ in names.most_common() if name in ACTIVATIONS), "linear")
    layers = ImportedLayers(_specs(model.encoder or _new_encoder(model)), _specs(model.decoder))
    return config_from_plain(
        {
            "data": data,
            "model": "vae" if model.has_log_var else "autoencoder",
            "latent_dim": model.latent_dim,
            "network": IMPORTED,
            "layers": layers.to_plain(),
            "activation": usual,
            "likelihood": likelihood,
            "threads": 1,
        }
    )


def _specs(steps: Sequence[Step]) -> tuple[LayerSpec, ...]:
    return tuple(step.spec for step in steps)


def _new_encoder(model: LayeredModel) -> tuple[Step, ...]:
    """A dense encoder for a decoder alone, before its training."""
    sizes = LinearSpec(prod(model.shape), _FITTED_UNITS), LinearSpec(_FITTED_UNITS, 2 * model.latent_dim)
    return Step(FlattenSpec()), Step(sizes[0]), Step(ActivationSpec("relu")), Step(sizes[1])


def networks(model: LayeredModel) -> tuple[nn.Sequential, nn.Sequential]:
    """Returns encoder and decoder with the foreign weights, without copies; the decoder's output is before its sigmoid."""
    made = []
    for steps in (model.encoder, model.decoder):
        with torch.device("meta"):
            network = nn.Sequential(*(step.spec.module() for step in steps))
        network.load_state_dict(loaded_state(steps), assign=True)
        made.append(network.eval())
    return made[0], made[1]


def layered_model(model: LayeredModel, config: RunConfig) -> Model:
    """Returns the model with the foreign weights."""
    made = model_class(config.model)(config.architecture(model.shape), config.settings)
    state = loaded_state(model.encoder, "encoder.") | loaded_state(model.decoder, "decoder.")
    made.load_state_dict(made.state_dict() | state)
    return made.eval()


def dense_form(model: LayeredModel) -> ForeignModel | None:
    """Returns the same model as dense layers with one activation; None where it has other layers or activations."""
    first, second = _dense(model.encoder), _dense(model.decoder)
    if first is None or second is None:
        return None
    (encoder, one), (decoder, other) = first, second
    names = one | other
    if len(names) > 1 or not names <= set(ACTIVATIONS):
        return None
    known = ForeignModel((), None, None, decoder, next(iter(names), ""), model.output)
    if not encoder:
        return known
    *trunk, head = encoder
    if not model.has_log_var:
        return replace(known, encoder=tuple(trunk), mean=head)
    title = (
        head.name.split(" and ") if " and " in head.name else (f"{head.name}, first half", f"{head.name}, second half")
    )
    parted = zip(title, head.weight.chunk(2), head.bias.chunk(2), strict=True)
    mean, log_var = (ForeignLayer(*each) for each in parted)
    return replace(known, encoder=tuple(trunk), mean=mean, log_var=log_var)


def _dense(steps: Sequence[Step]) -> tuple[tuple[ForeignLayer, ...], set[str]] | None:
    """The dense layers and the activations between them; None for other layers, or one without an activation after it."""
    layers: list[ForeignLayer] = []
    names: set[str] = set()
    is_open = False  # a layer was read, and no activation after it
    for step in steps:
        if isinstance(step.spec, LinearSpec):
            names |= {"linear"} if is_open else set()
            layers.append(ForeignLayer(step.name, step.weights["weight"], step.weights["bias"]))
            is_open = True
        elif is_activation(step):
            if not is_open:
                return None
            names.add(_activation(step))
            is_open = False
        elif not isinstance(step.spec, FlattenSpec | UnflattenSpec):
            return None
    return (tuple(layers), names) if is_open or not steps else None


def _activation(step: Step) -> str:
    """The name of an activation in this program; that of the kind with its slope where it has another one."""
    assert isinstance(step.spec, ActivationSpec)
    name, slope = step.spec.name, step.spec.slope
    return name if abs(slope - SLOPES.get(name, 0.0)) < 1e-6 else f"{name} {slope:g}"
