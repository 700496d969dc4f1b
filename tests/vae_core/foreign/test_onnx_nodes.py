"""Nodes of ONNX graphs beside the reference of the format: constants on images, damage."""

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from vae_core.foreign.found_model import ModelChoices, found_model
from vae_core.foreign.import_model import import_model
from vae_core.foreign.onnx_networks import onnx_networks

CODES = torch.randn(20, 3, generator=torch.Generator().manual_seed(2))
SIDE = 8  # of the images of the data set "digits"


def random(*shape, seed=1, low=0.5):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed)) + low


def decoder(path, nodes, opset=17, channels=8, size=(SIDE, SIDE), **tensors):
    """Writes a decoder: 3 numbers, a dense layer, an image `image` of so many channels, `nodes`, then `x` from `last`.

    The last layer is a convolution of 1 x 1 to one channel.
    """
    values = channels * size[0] * size[1]
    tensors |= {"dense": random(3, values, low=-0.5), "to": torch.tensor([-1, channels, *size])}
    start = [helper.make_node("MatMul", ["z", "dense"], ["flat"], "start")]
    start.append(helper.make_node("Reshape", ["flat", "to"], ["image"], "shape"))
    ends = [
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, SIDE, SIDE])],
    ]
    weights = [numpy_helper.from_array(np.ascontiguousarray(value.numpy()), name) for name, value in tensors.items()]
    graph = helper.make_graph([*start, *nodes], "g", *ends, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def last(outputs=8):
    return {"mix": random(1, outputs, 1, 1, seed=9, low=-0.5)}


def found(path):
    return found_model([path], ModelChoices("digits"))


def decoded(path):
    with torch.no_grad():
        return found(path).model.decode(CODES)


def by_reference(path):
    """What the reference of the format computes."""
    (images,) = ReferenceEvaluator(str(path)).run(None, {"z": CODES.numpy()})
    return torch.from_numpy(np.asarray(images))


MIX = helper.make_node("Conv", ["scaled", "mix"], ["x"], "mix")


@pytest.mark.parametrize("kind", ["Add", "Sub", "Mul", "Div"])
@pytest.mark.parametrize("shape", [(SIDE,), (1, SIDE), (8, 1, 1), (1, 8, 1, 1), (1, 1, 1, SIDE), (1, SIDE, 1), (1,)])
def test_a_constant_belongs_to_the_axes_that_onnx_says_even_where_width_and_channels_are_equal(kind, shape, tmp_path):
    node = helper.make_node(kind, ["image", "c"], ["scaled"], "scale")
    path = decoder(tmp_path / "decoder.onnx", [node, MIX], c=random(*shape), **last())
    assert (decoded(path) - by_reference(path)).abs().max() < 1e-5


def test_a_constant_may_come_first_and_follow_a_convolution(tmp_path):
    nodes = [
        helper.make_node("Conv", ["image", "w"], ["hidden"], "conv", pads=[1, 1, 1, 1]),
        helper.make_node("Sub", ["c", "hidden"], ["scaled"], "scale"),
        MIX,
    ]
    weights = {"w": random(8, 8, 3, 3, seed=3, low=-0.5), "c": random(SIDE)}
    path = decoder(tmp_path / "decoder.onnx", nodes, **weights, **last())
    assert (decoded(path) - by_reference(path)).abs().max() < 1e-5


@pytest.mark.parametrize("place", ["image", "hidden"])
def test_a_constant_of_a_number_for_each_channel_is_not_spread_over_the_channels(place, tmp_path):
    nodes = [
        helper.make_node("Tanh", ["image"], ["hidden"], "tanh"),
        helper.make_node("Add", [place, "c"], ["scaled"], "scale"),
        MIX,
    ]
    path = decoder(tmp_path / "decoder.onnx", nodes, channels=4, c=random(4), **last(4))
    words = r"constant of 4 numbers, which ONNX spreads along the last axis, .* give numbers of channels the shape \(4, 1, 1\)"
    with pytest.raises(ValueError, match=words):
        found(path)


def test_a_constant_of_one_dimension_on_flat_values_has_a_number_for_each(tmp_path):
    nodes = [
        helper.make_node("Mul", ["flat", "c"], ["hidden"], "scale"),
        helper.make_node("Reshape", ["hidden", "to"], ["scaled"], "again"),
        MIX,
    ]
    path = decoder(tmp_path / "decoder.onnx", nodes, c=random(512), **last())
    assert (decoded(path) - by_reference(path)).abs().max() < 1e-5


GOOD = [helper.make_node("Tanh", ["image"], ["scaled"], "tanh"), MIX]


def damaged(**changes):
    """A node of the graph with other inputs, outputs or attributes."""

    def damage(model):
        (node,) = (each for each in model.graph.node if each.name == changes["name"])
        for part in ("input", "output"):
            if part in changes:
                del getattr(node, part)[:]
                getattr(node, part).extend(changes[part])
        for attribute in changes.get("attributes", ()):
            node.attribute.append(attribute)

    return damage


def of_type(model, number):
    model.graph.initializer[0].data_type = number


def shortened(model):
    weight = next(each for each in model.graph.initializer if each.name == "mix")
    weight.raw_data = weight.raw_data[:-4]


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damaged(name="tanh", input=[]), "operator 'Tanh' with 0 inputs and 1 outputs"),
        (damaged(name="mix", input=["scaled"]), "operator 'Conv' with 1 inputs"),
        (damaged(name="tanh", output=[]), "operator 'Tanh' with 1 inputs and 0 outputs"),
        (
            damaged(name="mix", attributes=[helper.make_attribute("strides", 2)]),
            "strides of Conv at 'mix' must be numbers",
        ),
        (
            damaged(name="mix", attributes=[helper.make_attribute("group", [1, 1])]),
            "group of Conv at 'mix' must be a whole",
        ),
        (
            damaged(name="mix", attributes=[helper.make_attribute("auto_pad", 1)]),
            "auto_pad of Conv at 'mix' must be a word",
        ),
        (
            damaged(name="mix", attributes=[onnx.AttributeProto(name="pads")]),
            "pads of Conv at 'mix' must be numbers",
        ),
        (lambda model: of_type(model, TensorProto.BFLOAT16), "cannot be read"),
        (lambda model: of_type(model, TensorProto.INT4), "cannot be read"),
        (lambda model: of_type(model, 105), "cannot be read"),
        (shortened, "weights 'mix' that cannot be read"),
    ],
)
def test_a_damaged_graph_is_refused_with_the_place(damage, words, tmp_path):
    model = onnx.load(decoder(tmp_path / "decoder.onnx", GOOD, **last()))
    damage(model)
    with pytest.raises(ValueError, match=r".") as refused:
        onnx_networks(model.SerializeToString(), "decoder.onnx")
    assert words in str(refused.value)
    assert "decoder.onnx" in str(refused.value) or "at 'mix'" in str(refused.value)


def test_an_error_of_this_program_is_not_taken_for_a_damaged_file(tmp_path, monkeypatch):
    def broken(*given):
        raise AttributeError("a slip in the reader")

    monkeypatch.setattr("vae_core.foreign.onnx_networks.read_node", broken)
    path = decoder(tmp_path / "decoder.onnx", GOOD, **last())
    with pytest.raises(AttributeError, match="a slip in the reader"):
        onnx_networks(path.read_bytes(), "decoder.onnx")


def test_a_division_by_zero_is_refused(tmp_path):
    node = helper.make_node("Div", ["image", "c"], ["scaled"], "scale")
    path = decoder(tmp_path / "decoder.onnx", [node, MIX], c=torch.zeros(8, 1, 1), **last())
    with pytest.raises(ValueError, match="divides by zero at 'scale'"):
        found(path)


def too_new(model):
    model.ir_version = 999


def ends_with_words(model):
    model.graph.node.append(helper.make_node("Cast", ["y"], ["x"], "words", to=TensorProto.STRING))
    model.graph.node[-2].output[0] = "y"
    model.graph.output[0].type.tensor_type.elem_type = TensorProto.STRING


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("damage", "words"),
    [(too_new, "decoder.onnx cannot be run ("), (ends_with_words, "decoder.onnx gives values that are no numbers")],
)
def test_a_file_that_onnx_runtime_cannot_run_is_refused(damage, words, tmp_path):
    path = decoder(tmp_path / "decoder.onnx", GOOD, **last())
    model = onnx.load(path)
    damage(model)
    path.write_bytes(model.SerializeToString())
    (tmp_path / "runs").mkdir()
    with pytest.raises(ValueError, match=r".") as refused:
        import_model([path], tmp_path / "runs", "f" * 32, ModelChoices("digits"))
    assert words in str(refused.value)
    assert list((tmp_path / "runs").iterdir()) == []
