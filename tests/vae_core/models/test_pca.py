"""PCA and its linear relatives against closed forms and scikit-learn."""

import math

import numpy as np
import pytest
import torch
from sklearn import decomposition

from tests.support.batches import batch_of
from tests.support.linear_models import VARIANCES, D, P, data, fit, minimise
from tests.support.models import build
from vae_core.config import RunConfig
from vae_core.datasets import load_dataset, load_for, with_split
from vae_core.measures.metrics import importance_weighted_nll
from vae_core.models import pca
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import Trainer

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def digits():
    return load_dataset("digits")


def fitted(image_set, latent_dim=4, **settings):
    model = build("pca", shape=image_set.shape, latent_dim=latent_dim, **settings)
    model.initialise(image_set)
    return model


def train_batch(image_set):
    return batch_of(image_set.images[image_set.train].float() / 255)


def test_the_components_are_those_of_scikit_learn(digits, monkeypatch):
    x = train_batch(digits).images.flatten(1).double().numpy()
    theirs = decomposition.PCA(5, svd_solver="full").fit(x)
    for exact in (1024, 10):  # in closed form, and by iteration
        monkeypatch.setattr(pca, "EXACT", exact)
        ours = pca.principal_components(digits, 5)
        angles = np.abs(np.sum(ours.components.T.numpy() * theirs.components_, 1))
        np.testing.assert_allclose(angles, 1, atol=1e-6)
        np.testing.assert_allclose(ours.variances, theirs.explained_variance_ * (len(x) - 1) / len(x), rtol=1e-5)
        np.testing.assert_allclose(ours.total, x.var(0).sum(), rtol=1e-6)


def test_the_reconstruction_error_is_the_sum_of_the_discarded_eigenvalues(digits):
    """T8 for PCA itself: no linear model of as many dimensions has a smaller squared error."""
    model, batch = fitted(digits), train_batch(digits)
    error = (model.reconstruct(batch) - batch.images).square().flatten(1).sum(1).mean()
    found = pca.principal_components(digits, 4)
    assert error.item() == pytest.approx((found.total - found.variances.sum()).item(), rel=1e-5)


@pytest.mark.parametrize("settings", [{}, {"scale": "fixed", "sd": 0.5}], ids=str)
def test_the_elbo_is_the_likelihood_because_the_encoder_is_the_true_posterior(digits, settings):
    """T3 without a gap, and T5: every importance weight is log p(x), that of N(mean, W W^T + s^2 I)."""
    model, batch = fitted(digits, **settings), train_batch(digits)
    w, s2 = model.decoder[0].weight.double(), model.likelihood.log_var.double().exp()
    mean = model.decoder[-1].bias.double().flatten()
    marginal = torch.distributions.MultivariateNormal(mean, w @ w.T + s2 * torch.eye(64))
    expected = marginal.log_prob(batch.images.flatten(1).double())
    weights = model.log_weights(batch, model.posterior(batch)).double()
    torch.testing.assert_close(weights, expected, atol=2e-3, rtol=1e-5)
    losses = torch.stack([model.loss(train_batch(digits)).objective for _ in range(3)]).detach()
    assert losses.mean().item() == pytest.approx(-expected.mean().item(), abs=0.3)


def test_the_most_likely_scale_gives_the_likelihood_of_tipping_and_bishop(digits):
    """T6: -0.5 [P log 2 pi + sum log l_j + (P - D) log s^2 + P], s^2 the mean of the discarded eigenvalues."""
    model, found = fitted(digits), pca.principal_components(digits, 4)
    s2 = (found.total - found.variances.sum()) / 60
    best = -0.5 * (64 * math.log(2 * math.pi) + found.variances.log().sum() + 60 * s2.log() + 64)
    nll = importance_weighted_nll(model, BatchLoader(digits, "grey", CPU), digits.train, samples=1)
    assert -nll.nats == pytest.approx(best.item(), abs=1e-3)


def test_with_a_fixed_scale_weak_dimensions_are_off(digits):
    """T7: active are the dimensions with l_j > s^2; the others have no KL and a standard normal posterior."""
    variances = pca.principal_components(digits, 8).variances
    sd = math.sqrt((variances[2] + variances[3]).item() / 2)
    terms = mean_terms(fitted(digits, 8, scale="fixed", sd=sd), BatchLoader(digits, "grey", CPU), digits.train)
    expected = (0.5 * (variances / sd**2).log()).clamp(min=0)
    np.testing.assert_allclose(terms.kl_per_dim, expected, atol=1e-4)


def test_as_many_dimensions_as_values_and_images_that_are_all_the_same_give_finite_numbers():
    same = with_split(
        "same", torch.full((50, 1, 3, 3), 100, dtype=torch.uint8), torch.zeros(50, dtype=torch.int64), ("one",)
    )
    for latent_dim in (2, 9):
        model, batch = fitted(same, latent_dim), train_batch(same)
        assert model.loss(batch).objective.isfinite()
        torch.testing.assert_close(model.reconstruct(batch), batch.images)


@pytest.mark.slow
def test_a_training_of_pca_is_one_step_whatever_the_epochs(digits):
    config = RunConfig(data="digits", model="pca", epochs=1000, seconds=3600, threads=1, compile=False, device="cpu")
    trainer = Trainer(config, digits)
    fit_once = fitted(digits, 2).state_dict()
    reports = list(trainer.train())
    assert [(report.step, report.progress, report.stop_reason) for report in reports] == [(1, 1.0, "finished")]
    assert reports[0].message == "Fitted at once: more steps would change nothing."
    assert reports[0].validation.elbo is not None
    for name, weight in trainer.model.state_dict().items():
        torch.testing.assert_close(weight, fit_once[name], atol=0, rtol=0)


@pytest.mark.parametrize("count", [1, 3])
def test_too_few_images_to_learn_the_scale_from_are_refused(count):
    config = RunConfig(
        data="digits", model="pca", latent_dim=2, subset=count, batch_size=count, device="cpu", threads=1
    )
    with pytest.raises(
        ValueError, match=f"pca with 2 latent dimensions needs 4 training images, and there are {count}"
    ):
        Trainer(config, load_for(config))


def test_the_fewest_images_that_are_taken_give_a_finite_loss():
    config = RunConfig(data="digits", model="pca", latent_dim=2, subset=4, batch_size=4, device="cpu", threads=1)
    assert [report.stop_reason for report in Trainer(config, load_for(config)).train()][-1] == "finished"


def test_pca_takes_no_likelihood_but_the_gaussian():
    with pytest.raises(ValueError, match="unknown likelihood 'bernoulli'; choose from gaussian"):
        pca.PcaSettings(likelihood="bernoulli")


def test_the_linear_models_have_no_hidden_layer_whatever_network_is_asked_for():
    for name in ("linear_autoencoder", "linear_vae"):
        model = build(name, network="conv")
        outputs = 1 if name == "linear_autoencoder" else 2
        assert [tuple(weight.shape) for weight in model.encoder.parameters()] == [(3 * outputs, 64), (3 * outputs,)]
        a, b = torch.randn(2, 5, 3)
        torch.testing.assert_close(model.decode(a) + model.decode(b), model.decode(a + b) + model.decode(0 * a))


def test_the_linear_autoencoder_spans_the_plane_of_pca():
    """T8: no principal angle between the two planes. Baldi & Hornik 1989."""
    x, model = data(), build("linear_autoencoder", shape=(1, 2, 3), latent_dim=D)
    minimise(model, x)
    plane = torch.linalg.qr(model.decoder[0].weight.detach())[0]
    best = torch.linalg.eigh(x.flatten(1).T @ x.flatten(1))[1][:, -D:]
    torch.testing.assert_close(torch.linalg.svdvals(plane.T @ best), torch.ones(D), atol=1e-4, rtol=0)


@pytest.mark.slow
def test_the_linear_vae_reaches_the_likelihood_of_pca():
    """T6 for the registered model with its own defaults: a Gaussian with one learned scale."""
    x, model = data(), build("linear_vae", shape=(1, 2, 3), latent_dim=D)
    fit(model, x, 600)
    s2 = VARIANCES[D:].mean()
    best = 0.5 * (P * math.log(2 * math.pi) + VARIANCES[:D].log().sum() + (P - D) * s2.log() + P)
    losses = torch.stack([model.loss(batch_of(x, seed=10_000 + draw)).objective.detach() for draw in range(200)])
    assert losses.mean().item() == pytest.approx(best.item(), abs=4 * losses.std().item() / math.sqrt(200) + 0.01)
