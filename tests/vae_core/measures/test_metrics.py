"""Measures against closed forms."""

import math

import pytest
import torch
from torch import Generator

from vae_core.datasets import with_split
from vae_core.diagnosis.latent_use import LatentUse
from vae_core.measures.metrics import (
    active_units,
    codes_and_nats,
    embed_all,
    evaluate,
    importance_weighted_nll,
    knn_accuracy,
)
from vae_core.models import MODELS
from vae_core.nn.networks import Architecture
from vae_core.training.batches import BatchLoader

CPU = torch.device("cpu")


def test_active_units_count_dimensions_whose_mean_moves():
    means = torch.randn(1000, 3, generator=Generator().manual_seed(0)) * torch.tensor([1.0, 0.2, 0.05])
    assert active_units(means) == 2


def test_a_single_image_has_no_active_dimension():
    use = LatentUse(2, [0.5, 0.1], torch.ones(1, 2), torch.zeros(1, 2))
    assert (use.active, use.mean_variance, use.informative_nats) == (0, [0.0, 0.0], 0.0)


def test_knn_accuracy_is_one_for_separate_and_a_half_for_mixed_classes():
    labels = torch.arange(400) % 2
    noise = torch.randn(400, 2, generator=Generator().manual_seed(0))
    assert knn_accuracy(noise + 9 * labels[:, None], labels, noise[:50] + 9 * labels[:50, None], labels[:50]) == 1.0
    accuracy = knn_accuracy(noise[:300], labels[:300], noise[300:], labels[300:])
    assert abs(accuracy - 0.5) < 4 * 0.5 / math.sqrt(100)


def test_the_importance_weighted_nll_is_exact_with_the_true_posterior(exact):
    model, marginal = exact
    images = torch.randint(256, (100, 1, 2, 3), generator=Generator().manual_seed(0), dtype=torch.uint8)
    image_set = with_split("noise", images, torch.zeros(100, dtype=torch.int64), ("one",), test_count=50)
    nll = importance_weighted_nll(model, BatchLoader(image_set, "grey", CPU), image_set.test, samples=3)
    exact_values = -marginal.log_prob(images[image_set.test].flatten(1) / 255)
    assert nll.nats == pytest.approx(exact_values.mean().item(), abs=1e-4)
    assert nll.standard_error == pytest.approx(exact_values.std().item() / math.sqrt(50), rel=1e-3)


def test_more_samples_give_a_smaller_nll(two_prototypes):
    torch.manual_seed(0)
    model = MODELS["vae"](Architecture((1, 8, 8), 2, "dense", (16,)))
    with torch.no_grad():
        model.encoder[-1].bias[2:] = -3.0  # a posterior too narrow: many draws make up for it
        model.decoder[-3].weight.mul_(30)
    loader = BatchLoader(two_prototypes, "grey", CPU)
    values = [importance_weighted_nll(model, loader, two_prototypes.train, k).nats for k in (1, 5, 50)]
    assert values == sorted(values, reverse=True)


def test_codes_are_the_same_for_grey_and_binarised_runs(two_prototypes):
    model = MODELS["vae"](Architecture((1, 8, 8), 2, "dense", (16,)))
    codes = [
        embed_all(model, BatchLoader(two_prototypes, target, CPU), two_prototypes.test).mean
        for target in ("grey", "binarised")
    ]
    torch.testing.assert_close(*codes, atol=0, rtol=0)


@pytest.mark.parametrize("name", MODELS)
def test_one_pass_gives_the_codes_and_the_reconstruction_loss_at_them(name, two_prototypes):
    torch.manual_seed(0)
    model = MODELS[name](Architecture((1, 8, 8), 3, "dense", (16,), labels=10)).eval()
    loader, rows = BatchLoader(two_prototypes, "grey", CPU), two_prototypes.test
    codes, nats = codes_and_nats(model, loader, rows)
    for found, wanted in zip(codes, embed_all(model, loader, rows), strict=True):
        torch.testing.assert_close(found, wanted, atol=0, rtol=0)
    images, labels = two_prototypes.images[rows].float() / 255, two_prototypes.labels[rows]
    expected = model.likelihood.nll(images, model.decode_output(codes.mean, labels))
    torch.testing.assert_close(nats, expected.detach(), atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_an_evaluation_states_its_split_and_leaves_out_what_was_not_asked(split, two_prototypes):
    model = MODELS["vae"](Architecture((1, 8, 8), 2, "dense", (16,)))
    result = evaluate(model, BatchLoader(two_prototypes, "grey", CPU), two_prototypes, split)
    assert result.images == len(getattr(two_prototypes, split))
    assert result.elbo == pytest.approx(-(result.reconstruction + result.kl), abs=1e-5)
    assert result.nll is None
    assert result.knn_split.endswith(split)
    assert not result.knn_split.startswith(split)


def test_a_model_without_a_posterior_has_no_nll(two_prototypes):
    model = MODELS["autoencoder"](Architecture((1, 8, 8), 2, "dense", (16,)))
    loader = BatchLoader(two_prototypes, "grey", CPU)
    assert evaluate(model, loader, two_prototypes).elbo is None
    with pytest.raises(ValueError, match="Autoencoder has no posterior"):
        evaluate(model, loader, two_prototypes, nll_samples=2)
    with pytest.raises(ValueError, match="unknown split 'all'; choose from train, validation, test"):
        evaluate(model, loader, two_prototypes, "all")
