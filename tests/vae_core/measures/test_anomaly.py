"""Scores of strange images, and the ROC against counting pairs, scikit-learn and a closed form."""

import math

import pytest
import torch
from sklearn.metrics import roc_auc_score, roc_curve
from torch import Generator

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.measures.anomaly import anomaly_scores, auroc, mean_and_width_kl, rates_at, roc, threshold_at
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import build_model


def scores(count, shift=0.0, seed=0, digits=2):
    return (torch.randn(count, generator=Generator().manual_seed(seed)) + shift).mul(10**digits).round() / 10**digits


def test_auroc_is_the_share_of_pairs_in_which_the_strange_one_scores_higher():
    normal, strange = scores(60, digits=1), scores(40, 0.5, 1, digits=1)
    pairs = strange[:, None] - normal[None]
    counted = ((pairs > 0).double() + 0.5 * (pairs == 0)).mean().item()
    assert (pairs == 0).any()
    assert auroc(normal, strange).value == pytest.approx(counted, abs=1e-12)


def test_auroc_and_roc_agree_with_scikit_learn():
    normal, strange = scores(300, digits=1), scores(200, 0.7, 1, digits=1)
    truth = [0] * 300 + [1] * 200
    together = torch.cat([normal, strange]).tolist()
    assert auroc(normal, strange).value == pytest.approx(roc_auc_score(truth, together), abs=1e-12)
    false_alarms, hits, _ = roc_curve(truth, together, drop_intermediate=False)
    ours = roc(normal, strange)
    assert ours.hits.tolist() == pytest.approx(hits.tolist())
    assert ours.false_alarms.tolist() == pytest.approx(false_alarms.tolist())
    area = torch.trapezoid(ours.hits, ours.false_alarms).item()
    assert area == pytest.approx(auroc(normal, strange).value, abs=1e-12)


def test_auroc_of_two_gaussians_is_the_normal_distribution_at_their_distance():
    found = auroc(scores(20_000), scores(20_000, 1.0, 1))
    wanted = 0.5 * (1 + math.erf(1 / 2))  # Phi(d / sqrt 2) at d = 1
    assert abs(found.value - wanted) < 4 * found.standard_error


def test_the_standard_error_is_the_spread_over_repeated_draws():
    drawn = [auroc(scores(80, 0, 2 * seed), scores(50, 1.0, 2 * seed + 1)) for seed in range(300)]
    values = torch.tensor([each.value for each in drawn])
    claimed = torch.tensor([each.standard_error for each in drawn]).mean().item()
    assert values.std().item() == pytest.approx(claimed, rel=0.15)


def test_scores_that_are_apart_give_one_and_the_same_scores_one_half():
    assert auroc(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])).value == 1.0
    assert auroc(torch.tensor([3.0, 4.0]), torch.tensor([1.0, 2.0])).value == 0.0
    assert auroc(torch.ones(5), torch.ones(7)).value == 0.5


def test_a_threshold_counts_the_images_at_and_above_it():
    found = rates_at(torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([3.0, 5.0]), torch.tensor([3.0, 4.5]))
    assert found.hits.tolist() == [1.0, 0.5]
    assert found.false_alarms.tolist() == [0.5, 0.0]


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_a_threshold_keeps_the_false_alarms_that_are_allowed_ties_included(share):
    normal = scores(200)
    assert rates_at(normal, normal, threshold_at(normal, share)).false_alarms.item() == pytest.approx(share)
    tied = torch.tensor([1.0, 2.0, 2.0, 2.0])
    assert rates_at(tied, tied, threshold_at(tied, 0.25)).false_alarms.item() == 0.0
    with pytest.raises(ValueError, match="from 0 to 1"):
        threshold_at(normal, 1.5)


def made(model, **more):
    config = RunConfig(data="digits", model=model, hidden=(16,), **more)
    images = load_for(config)
    return build_model(config, images).eval(), BatchLoader(images), images


def test_scores_are_the_terms_of_each_image_and_their_mean_is_the_models_loss():
    model, loader, images = made("vae")
    found = anomaly_scores(model, loader, images.test, samples=20)
    assert set(found) == {"elbo", "reconstruction", "kl"}
    assert torch.equal(found["elbo"], found["reconstruction"] + found["kl"])
    terms = mean_terms(model, loader, images.test)
    assert found["kl"].mean().item() == pytest.approx(terms.kl, rel=1e-4)
    assert found["reconstruction"].mean().item() == pytest.approx(terms.reconstruction, rel=5e-3)
    assert torch.equal(found["elbo"], anomaly_scores(model, loader, images.test, samples=20)["elbo"])


def test_the_two_parts_of_the_kl_add_up_and_the_first_is_the_distance_of_the_mean():
    model, loader, images = made("vae")
    parts = mean_and_width_kl(model, loader, images.test)
    torch.testing.assert_close(parts.sum(1), anomaly_scores(model, loader, images.test, samples=1)["kl"])
    means = torch.cat([model.embed(batch) for batch in loader.grey_batches(images.test)])
    torch.testing.assert_close(parts[:, 0], 0.5 * means.detach().square().sum(1))


def test_a_model_without_a_posterior_has_only_its_reconstruction():
    model, loader, images = made("autoencoder")
    assert set(anomaly_scores(model, loader, images.test)) == {"reconstruction"}


def test_what_cannot_be_scored_is_refused_with_a_way_out():
    model, loader, images = made("conditional_vae")
    with pytest.raises(ValueError, match="choose another run"):
        anomaly_scores(model, loader, images.test)
    with pytest.raises(ValueError, match="at least 2 of each"):
        auroc(torch.zeros(1), torch.zeros(5))
