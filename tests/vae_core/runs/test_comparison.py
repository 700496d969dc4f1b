"""What makes runs comparable, and where the lines of equal ELBO lie."""

import itertools
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vae_core.config import RunConfig
from vae_core.files import write_tensors
from vae_core.models import model_class
from vae_core.models.vae import VaeSettings
from vae_core.runs.comparison import differing, equal_elbo_levels, prior_samples, why_not_comparable
from vae_core.runs.run import create_run

ONE = RunConfig(data="digits", hidden=(8,))


def test_the_setting_with_most_values_comes_first_and_how_it_was_trained_last():
    configs = [
        replace(ONE, latent_dim=size, epochs=10 + number, settings=VaeSettings(beta=beta))
        for number, (size, beta) in enumerate([(2, 0.5), (2, 1.0), (2, 2.0), (3, 0.5)])
    ]
    found = differing(configs)
    assert list(found) == ["beta", "latent_dim", "epochs"]
    assert found["beta"] == [0.5, 1.0, 2.0, 0.5]
    assert differing([ONE, ONE]) == {}


def test_a_setting_that_a_run_has_not_is_none_and_a_list_is_words():
    found = differing([ONE, replace(ONE, model="autoencoder", settings=None, hidden=(8, 4))])
    assert found["beta"] == [1.0, None]
    assert found["hidden"] == ["8", "8 4"]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(-500, 500)), min_size=1, max_size=10))
def test_the_lines_enclose_all_dots_and_are_few_and_evenly_spaced(dots):
    rates, distortions = zip(*dots, strict=True)
    levels = equal_elbo_levels(rates, distortions)
    totals = [rate + distortion for rate, distortion in dots]
    assert levels[0] <= min(totals) + 1e-6
    assert levels[-1] >= max(totals) - 1e-6
    assert 1 <= len(levels) <= 9
    steps = [after - before for before, after in itertools.pairwise(levels)]
    assert all(step == pytest.approx(steps[0]) for step in steps)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"latent_dim": 3}, ""),
        ({"settings": VaeSettings(beta=4.0)}, ""),
        ({"data": "mnist"}, "images"),
        ({"classes": ("1",)}, "images"),
        ({"target": "binarised"}, "targets"),
        ({"settings": VaeSettings(likelihood="continuous_bernoulli")}, "likelihoods"),
    ],
    ids=str,
)
def test_nats_of_other_images_targets_or_likelihoods_are_not_compared(change, words):
    assert why_not_comparable([ONE, replace(ONE, **change)]) == words


def test_a_gaussian_of_another_scale_is_another_likelihood_and_an_unused_scale_is_none():
    gaussian = replace(ONE, settings=VaeSettings(likelihood="gaussian", sd=0.5))
    assert why_not_comparable([gaussian, replace(gaussian, settings=replace(gaussian.settings, sd=1.0))])
    assert not why_not_comparable([ONE, replace(ONE, settings=VaeSettings(sd=0.5))])


@pytest.mark.parametrize("model", ["vae", "conditional_vae", "autoencoder"])
def test_samples_of_a_run_are_the_decoders_pictures_of_the_same_noise(model, tmp_path):
    config = replace(ONE, model=model, settings=None)
    network = model_class(model)(config.architecture((1, 8, 8)), config.settings).eval()
    run = create_run(tmp_path / "one", config)
    run.update_summary(dataset={"shape": [1, 8, 8]})
    write_tensors(run.path / "weights.safetensors", network.state_dict())
    z = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        wanted = network.decode(z, torch.arange(4) if model == "conditional_vae" else None)
    assert torch.equal(prior_samples(run, 4), (wanted * 255).round().to(torch.uint8))
    assert not torch.equal(prior_samples(run, 4), prior_samples(run, 4, seed=1))
