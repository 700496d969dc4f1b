"""The decoder in eight bits a weight: ONNX Runtime gives the model's pictures, and the graph serves other weights too."""

import onnxruntime
import pytest
import torch

from tests.support.models import CHOICES
from vae_core.export.int8_decoder import Int8Decoder, filled
from vae_core.models import MODELS
from vae_core.nn.networks import Architecture

CASES = [(name, "dense", {}) for name in MODELS]
CASES += [("vae", "conv", {"likelihood": likelihood, "scale": scale}) for likelihood, scale in CHOICES]
LEVEL = 1 / 255  # of grey


def built(name, network, options, seed):
    kind = MODELS[name]
    hidden = (32, 16) if network == "dense" else (16, 32)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return kind(Architecture((1, 16, 16), 2, network, hidden, labels=3), kind.Settings(**options)).eval()


def run(graph, codes, labels):
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    given = {"z": codes.numpy(), "label": labels.numpy()}
    return torch.tensor(session.run(None, {entry.name: given[entry.name] for entry in session.get_inputs()})[0])


@pytest.mark.parametrize(("name", "network", "options"), CASES)
def test_a_decoder_in_eight_bits_gives_the_model_s_pictures(name, network, options):
    first, second = (built(name, network, options, seed) for seed in (0, 1))
    decoder = Int8Decoder(first)
    codes, labels = torch.randn(6, 2), torch.arange(6) % 3
    for model in (first, second):  # the graph of the first serves the second
        found = run(filled(decoder.graph, decoder.slots, decoder.numbers(model)), codes, labels)
        wanted = model.decode(codes, labels).detach()
        assert found.shape == wanted.shape
        assert (found - wanted).abs().mean() < LEVEL * max(1.0, float(wanted.abs().max()))
    assert not torch.allclose(first.decode(codes, labels), second.decode(codes, labels), atol=1e-3)


def test_large_weights_take_a_quarter_of_their_size_and_are_off_by_half_a_level_at_most():
    model = built("vae", "dense", {}, 0)
    decoder = Int8Decoder(model)
    numbers = decoder.numbers(model)
    place = next(at for at, part in enumerate(numbers) if part.dtype == torch.int8)
    weight = model.state_dict()[decoder.weights[place]]
    scale = numbers[place + 1]
    assert ((numbers[place] * scale - weight).abs() <= scale / 2 * 1.001).all()
    kept = sum(part.numel() * part.element_size() for part in numbers)
    assert kept < 0.4 * sum(4 * model.state_dict()[name].numel() for name in decoder.weights)
    assert len(decoder.graph) < kept + 5000


def test_making_the_graph_leaves_the_global_random_numbers_alone():
    model = built("vae", "dense", {}, 0)
    before = torch.get_rng_state()
    Int8Decoder(model)
    assert torch.equal(torch.get_rng_state(), before)
