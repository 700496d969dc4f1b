"""Networks given layer by layer: equal to PyTorch's shapes, read back from JSON, and refused before they take memory."""

import json

import pytest
import torch

from vae_core.config import config_from_plain, weightless_model, with_changes
from vae_core.nn.networks.layer_specs import (
    SPECS,
    ActivationSpec,
    AffineSpec,
    ConvSpec,
    ConvTransposeSpec,
    FlattenSpec,
    LinearSpec,
    PoolSpec,
    UnflattenSpec,
    UpsampleSpec,
    spec_from_plain,
)

ENCODER = [
    {"kind": "conv2d", "inputs": 1, "outputs": 4, "kernel": [3, 3], "stride": [2, 2], "padding": [1, 1]},
    {"kind": "activation", "name": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "inputs": 64, "outputs": 4},
]
DECODER = [
    {"kind": "linear", "inputs": 2, "outputs": 64},
    {"kind": "unflatten", "shape": [4, 4, 4]},
    {"kind": "conv_transpose2d", "inputs": 4, "outputs": 1, "kernel": [4, 4], "stride": [2, 2], "padding": [1, 1]},
]
PLAIN = {"data": "digits", "network": "imported", "latent_dim": 2, "layers": {"encoder": ENCODER, "decoder": DECODER}}
EXAMPLES = [
    (LinearSpec(6, 5), (6,)),
    (ConvSpec(4, 6, (3, 2), (2, 1), (1, 0), (1, 2), 2), (4, 9, 7)),
    (ConvTransposeSpec(4, 6, (3, 4), (2, 3), (1, 0), (1, 2), (1, 1), 2), (4, 5, 3)),
    (AffineSpec((4, 1, 1)), (4, 3, 2)),
    (AffineSpec((1,)), (7,)),
    (ActivationSpec("leaky_relu", 0.2), (7,)),
    (PoolSpec("max", (2, 3), (2, 2)), (2, 7, 9)),
    (PoolSpec("mean", (3, 3), (1, 2)), (2, 7, 9)),
    (UpsampleSpec((2, 3), "bilinear", aligned=True), (2, 3, 4)),
    (FlattenSpec(), (2, 3, 4)),
    (UnflattenSpec((2, 3, 4)), (24,)),
]


@pytest.mark.parametrize(("spec", "shape"), EXAMPLES, ids=str)
def test_a_layer_has_the_shape_and_the_weights_that_its_numbers_say(spec, shape):
    layer = spec.module()
    assert layer(torch.zeros(2, *shape)).shape[1:] == spec.output(shape)
    assert sum(weight.numel() for weight in layer.parameters()) == spec.parameters
    assert spec_from_plain(json.loads(json.dumps(spec.to_plain()))) == spec


def test_every_kind_of_layer_is_an_example():
    assert {type(spec) for spec, _ in EXAMPLES} == set(SPECS.values())


def test_a_configuration_keeps_its_layers_unless_another_network_is_chosen():
    config = config_from_plain(PLAIN)
    assert config_from_plain(json.loads(config.to_json())) == config
    assert with_changes(config, {"seed": 3}).layers == config.layers
    assert with_changes(config, {"network": "dense"}).layers is None
    assert weightless_model(config).encoder[0].stride == (2, 2)


def with_encoder(**numbers):
    return {"layers": {"encoder": [ENCODER[0] | numbers, *ENCODER[1:]], "decoder": DECODER}}


LARGE = (  # an image of 1984 x 1984 values, in few products
    {"kind": "flatten"},
    {"kind": "linear", "inputs": 64, "outputs": 1},
    {"kind": "unflatten", "shape": [1, 1, 1]},
    {"kind": "upsample", "factor": [64, 64]},
    {"kind": "upsample", "factor": [31, 31]},
)


def encoders(*layers):
    return {"layers": {"encoder": list(layers), "decoder": DECODER}}


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layers": None}, "they must be two lists, encoder and decoder"),
        ({"layers": {"encoder": ENCODER}}, "they must be two lists, encoder and decoder"),
        ({"layers": {"encoder": [], "decoder": DECODER}}, "list from 1 to 128"),
        ({"layers": {"encoder": ENCODER * 60, "decoder": DECODER}}, "list from 1 to 128"),
        (encoders({"kind": "os.system"}), "it must have a kind"),
        (encoders("relu"), "it must have a kind"),
        (encoders({"kind": ["linear"]}), "it must have a kind"),
        (encoders({"kind": "linear", "inputs": 64}), "cannot be made"),
        (encoders({"kind": "linear", "inputs": 64, "outputs": 4, "__class__": 1}), "choose from ['inputs', 'outputs']"),
        (encoders({"kind": "activation", "name": "__import__"}), "unknown activation '__import__'"),
        (encoders({"kind": "activation", "name": ["relu"]}), "unknown activation"),
        (encoders({"kind": "activation", "name": "elu", "slope": 1e999}), "a number from -100 to 100"),
        (
            encoders({"kind": "upsample", "factor": [64, 64]}, {"kind": "upsample", "factor": [64, 64]}),
            "at most 4,000,000",
        ),
        (
            encoders(*LARGE, *[{"kind": "pool", "name": "max", "kernel": [64, 64], "stride": [1, 1]}] * 20),
            "products an image",
        ),
        (encoders(*[{"kind": "linear", "inputs": 64, "outputs": 64}] * 40), "the encoder has 39 hidden layers"),
        (encoders({"kind": "linear", "inputs": 64, "outputs": 9_000_000}), "the layers have 585,"),
        (with_encoder(outputs=True), "outputs of a layer is True"),
        (with_encoder(outputs=10**30), "a whole number from 1"),
        (with_encoder(outputs=900_000), "values; at most 4,000,000 are taken"),
        (with_encoder(kernel=[3]), "it must be two whole numbers"),
        (with_encoder(kernel=3), "it must be two whole numbers"),
        (with_encoder(stride=[0, 1]), "a whole number from 1 to 64"),
        (with_encoder(padding=[65, 0]), "a whole number from 0 to 64"),
        (with_encoder(groups=3), "it must divide 1 and 4 channels"),
        (with_encoder(kernel=[20, 20]), "is larger than its input"),
        (with_encoder(inputs=3), "gets 1 channels"),
        ({"latent_dim": 3}, "latent_dim 3 needs 3 or twice as many"),
        ({"model": "autoencoder"}, "this model needs (2,)"),
        ({"model": "conditional_vae"}, "gets 12 values"),
        ({"data": "mnist"}, "linear, 64 to 4 gets 784 values"),
        ({"network": "dense"}, "takes no list of layers"),
        ({"network": "import"}, "unknown network 'import'; choose from dense, conv, shallow"),
        ({"likelihood": "gaussian", "scale": "per_pixel"}, "this model needs (2, 8, 8)"),
    ],
)
def test_hostile_layers_are_refused_in_words(changes, words):
    with pytest.raises(ValueError, match=r".") as refused:
        config_from_plain(PLAIN | changes)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 400


def test_nobody_can_choose_the_network_without_its_layers():
    with pytest.raises(ValueError, match="has the layers of an imported model only; choose from dense, conv, shallow"):
        config_from_plain({"data": "digits", "network": "imported"})
