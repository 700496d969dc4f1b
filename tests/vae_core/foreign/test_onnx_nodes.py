"""Nodes of ONNX graphs beside PyTorch and the reference of the format: constants on images, norms, old operators, damage."""

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F
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
    """Returns the values that the reference of the format computes."""
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


NORM = {"scale": (1, 0.5), "shift": (2, -0.3), "mean": (3, -0.5), "variance": (4, 0.5)}


def norm(source):
    return helper.make_node("BatchNormalization", [source, *NORM], ["scaled"], "norm", epsilon=1e-3)


def normed(values):
    scale, shift, mean, variance = (random(8, seed=seed, low=low) for seed, low in NORM.values())
    return F.batch_norm(values, mean, variance, scale, shift, eps=1e-3)


CONVOLUTIONS = {
    "grouped transposed": ("ConvTranspose", (8, 4, 3, 3), 2, F.conv_transpose2d),
    "depthwise transposed": ("ConvTranspose", (8, 1, 3, 3), 8, F.conv_transpose2d),
    "transposed": ("ConvTranspose", (8, 8, 3, 3), 1, F.conv_transpose2d),
    "grouped": ("Conv", (8, 4, 3, 3), 2, F.conv2d),
    "depthwise": ("Conv", (8, 1, 3, 3), 8, F.conv2d),
}


@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_a_norm_after_a_convolution_in_groups_is_the_function_of_both(name, has_bias, tmp_path):
    kind, shape, groups, function = CONVOLUTIONS[name]
    weights = {"w": random(*shape, seed=5, low=-0.5)} | ({"b": random(8, seed=6, low=-0.5)} if has_bias else {})
    conv = helper.make_node(kind, ["image", *weights], ["hidden"], "conv", pads=[1, 1, 1, 1], group=groups)
    numbers = {key: random(8, seed=seed, low=low) for key, (seed, low) in NORM.items()}
    path = decoder(tmp_path / "decoder.onnx", [conv, norm("hidden"), MIX], **weights, **numbers, **last())
    image = (CODES @ random(3, 512, low=-0.5)).reshape(-1, 8, SIDE, SIDE)
    hidden = function(image, weights["w"], weights.get("b"), padding=1, groups=groups)
    expected = F.conv2d(normed(hidden), last()["mix"])
    assert (decoded(path) - expected).abs().max() < 1e-5


def test_a_norm_right_after_a_change_of_shape_scales_channels(tmp_path):
    numbers = {key: random(8, seed=seed, low=low) for key, (seed, low) in NORM.items()}
    path = decoder(tmp_path / "decoder.onnx", [norm("image"), MIX], **numbers, **last())
    image = (CODES @ random(3, 512, low=-0.5)).reshape(-1, 8, SIDE, SIDE)
    assert (decoded(path) - F.conv2d(normed(image), last()["mix"])).abs().max() < 1e-5


OLD = {  # operator set, operator, and the place of the factors
    "Upsample 7": (7, "Upsample", "attribute"),
    "Upsample 9": (9, "Upsample", "input"),
    "Resize 10": (10, "Resize", "input"),
}


def enlarged(path, opset, kind, factors, **attributes):
    """A decoder that enlarges its image by 2 x 4."""
    numbers = [1.0, 1.0, 2.0, 4.0]
    weights = last()
    if factors == "attribute":
        node = helper.make_node(kind, ["image"], ["scaled"], "up", scales=numbers, **attributes)
    else:
        weights["factors"] = torch.tensor(numbers)
        inputs = ["image", "factors"] if factors == "input" else ["image", "", "factors"]
        node = helper.make_node(kind, inputs, ["scaled"], "up", **attributes)
    return decoder(path, [node, MIX], opset, size=(4, 2), **weights)


def by_torch(**options):
    image = (CODES @ random(3, 64, low=-0.5)).reshape(-1, 8, 4, 2)
    return F.conv2d(F.interpolate(image, scale_factor=(2, 4), **options), last()["mix"])


@pytest.mark.parametrize("name", OLD)
def test_the_old_operators_for_upsampling_repeat_pixels(name, tmp_path):
    path = enlarged(tmp_path / "decoder.onnx", *OLD[name], mode="nearest")
    assert (decoded(path) - by_torch(mode="nearest")).abs().max() < 1e-5


@pytest.mark.parametrize("name", OLD)
def test_the_old_operators_interpolate_at_other_places_than_pytorch_and_are_refused(name, tmp_path):
    path = enlarged(tmp_path / "decoder.onnx", *OLD[name], mode="linear")
    with pytest.raises(ValueError, match="enlarges with linear values at 'asymmetric' places at 'up'; export it with"):
        found(path)


@pytest.mark.parametrize("nearest", ["floor", "round_prefer_floor", "round_prefer_ceil", "ceil"])
@pytest.mark.parametrize("places", ["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"])
@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_an_upsampling_is_what_the_reference_computes_or_is_refused(mode, places, nearest, tmp_path):
    attributes = {"mode": mode, "coordinate_transformation_mode": places, "nearest_mode": nearest}
    path = enlarged(tmp_path / "decoder.onnx", 13, "Resize", "third input", **attributes)
    try:
        images = decoded(path)
    except ValueError as error:
        assert f"enlarges with {mode} values at {places!r} places" in str(error)  # noqa: PT017
        assert mode == "nearest" or places == "asymmetric"
    else:
        assert (images - by_reference(path)).abs().max() < 1e-5


def test_the_usual_upsamplings_of_pytorch_are_taken(tmp_path):
    for places, aligned in (("pytorch_half_pixel", False), ("align_corners", True)):
        attributes = {"mode": "linear", "coordinate_transformation_mode": places}
        path = enlarged(tmp_path / "decoder.onnx", 13, "Resize", "third input", **attributes)
        assert (decoded(path) - by_torch(mode="bilinear", align_corners=aligned)).abs().max() < 1e-5
    attributes = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    path = enlarged(tmp_path / "decoder.onnx", 13, "Resize", "third input", **attributes)
    assert (decoded(path) - by_torch(mode="nearest")).abs().max() < 1e-5


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
