"""Paths between codes: closed forms for linear decoders, and the lesson's claims about the bundled runs."""

import pytest
import torch

from tests.support.linear_models import D, linear
from tests.support.paths import ROOT
from vae_core.datasets import load_for
from vae_core.files import read_tensors
from vae_core.measures.latent_paths import (
    PathMeasures,
    decoded_path,
    entropy,
    excess_nats,
    mean_of,
    measure_paths,
    pairs_with_different_labels,
    step_sizes,
)
from vae_core.models import MODELS
from vae_core.nn.networks import Architecture
from vae_core.runs.run import open_run

PRETRAINED = ROOT / "assets" / "pretrained"


def test_a_linear_decoder_takes_the_straight_way_in_even_steps():
    start, end = torch.randn(2, 5, D, generator=torch.Generator().manual_seed(0)).unbind(0)
    way = decoded_path(linear("linear_vae"), start, end, 11)
    steps = step_sizes(way)
    torch.testing.assert_close(steps.sum(1), (way[:, -1] - way[:, 0]).flatten(1).norm(dim=1))
    torch.testing.assert_close(steps, steps.mean(1, keepdim=True).expand_as(steps), rtol=1e-3, atol=1e-6)


def test_an_image_costs_a_judge_that_knows_its_pixels_no_excess():
    torch.manual_seed(0)
    judge = MODELS["vae"](Architecture((1, 4, 4), 2, "dense", (8,), "silu"))
    image = torch.rand(1, 4, 4) * 0.9 + 0.05
    with torch.no_grad():
        for parameter in judge.parameters():
            parameter.zero_()  # posterior = prior, and the same picture for each code
        judge.decoder[-1].bias.copy_(image.logit())
    images = torch.stack([image, (image > 0.5).float()])
    excess = excess_nats(judge, images)
    assert float(excess[0]) == pytest.approx(0, abs=1e-4)
    assert float(excess[1]) > 0
    assert float(entropy(images)[1]) == 0


def test_pairs_have_unlike_labels_and_no_image_comes_twice():
    labels = torch.arange(100) % 3
    first, second = pairs_with_different_labels(labels, 20)
    assert bool((labels[first] != labels[second]).all())
    assert len(set(first.tolist()) | set(second.tolist())) == 40
    with pytest.raises(ValueError, match="51 pairs"):
        pairs_with_different_labels(labels, 51)


@pytest.fixture(scope="module")
def walks() -> dict[str, PathMeasures]:
    models = {
        name: open_run(PRETRAINED / name).load_model() for name in ("mnist-ae-2d", "mnist-vae-2d", "mnist-vae-10d")
    }
    images = load_for(open_run(PRETRAINED / "mnist-vae-2d").config)
    first, second = pairs_with_different_labels(images.labels[images.test], 200)
    return {
        name: measure_paths(models[name], models["mnist-vae-10d"], codes[first], codes[second])
        for name in ("mnist-ae-2d", "mnist-vae-2d")
        if (codes := read_tensors(PRETRAINED / name / "latents.safetensors")[0]["mean"]) is not None
    }


@pytest.mark.slow
def test_the_autoencoders_ways_are_longer_and_jump_and_their_middles_are_no_worse(walks):
    plain, ours = walks["mnist-ae-2d"], walks["mnist-vae-2d"]
    assert float(torch.cat([plain.detour, ours.detour]).min()) >= 1 - 1e-5
    for name in ("detour", "jump"):
        difference = mean_of(getattr(plain, name) - getattr(ours, name))
        assert difference.value > 3 * difference.error
    difference = mean_of((plain.middle - plain.ends) - (ours.middle - ours.ends))
    assert abs(difference.value) < 2 * difference.error
