"""Objectives on the aggregate posterior against exact sums over few images."""

import itertools
import math

import pytest
import torch
from torch import Generator

from tests.support.batches import batch_of
from tests.support.models import build, images
from vae_core.models import Posterior
from vae_core.models.beta_tcvae import stratified_log_weights, total_correlation
from vae_core.models.info_vae import squared_mmd
from vae_core.nn.losses import gaussian_log_density


@pytest.mark.parametrize(("batch_size", "train_size"), [(1, 10), (2, 2), (2, 10), (5, 100), (128, 60_000), (7, 3)])
def test_stratified_weights_add_up_to_1_with_one_over_the_images_on_the_diagonal(batch_size, train_size):
    """T14."""
    weights = stratified_log_weights(batch_size, train_size).exp()
    torch.testing.assert_close(weights.sum(1), torch.ones(batch_size))
    assert (weights > 0).all()
    if batch_size > 1:
        diagonal = torch.full((batch_size,), 1 / max(train_size, batch_size))
        torch.testing.assert_close(weights.diagonal(), diagonal)


def test_the_stratified_estimate_of_the_aggregate_posterior_is_right_on_average():
    """T14: over all batches that hold a given image, in any order, E[q_hat(z)] = q(z)."""
    total, size, mine = 5, 3, 0
    density = torch.rand(total, generator=Generator().manual_seed(0), dtype=torch.float64)  # q(z|n) at one z
    weights = stratified_log_weights(size, total).double().exp()[0]
    batches = itertools.permutations([n for n in range(total) if n != mine], size - 1)
    estimates = [(weights * density[[mine, *others]]).sum() for others in batches]
    torch.testing.assert_close(torch.stack(estimates).mean(), density.mean(), atol=1e-7, rtol=1e-6)


def test_the_total_correlation_of_all_images_is_the_exact_sum():
    """With the whole training set as the batch and equal weights the estimate is log q(z) - sum_j log q(z_j) itself."""
    generator = Generator().manual_seed(0)
    posterior, z = Posterior(*torch.randn(2, 6, 3, generator=generator)), torch.randn(6, 3, generator=generator)
    equal = torch.full((6, 6), -math.log(6))
    joint = gaussian_log_density(z[:, None], posterior.mean, posterior.log_var).exp().mean(1).log()
    marginals = [
        gaussian_log_density(z[:, None, j : j + 1], posterior.mean[:, j : j + 1], posterior.log_var[:, j : j + 1])
        for j in range(3)
    ]
    expected = joint - sum(part.exp().mean(1).log() for part in marginals)
    torch.testing.assert_close(total_correlation(z, posterior, equal), expected)


def test_independent_dimensions_have_no_total_correlation_and_equal_ones_have_one():
    """On a grid of codes all dimensions are independent; on its diagonal TC is the entropy of one: log of its steps."""
    steps = torch.arange(4.0) * 10
    grid, diagonal = torch.cartesian_prod(steps, steps), torch.stack([steps, steps], 1)
    for codes, expected in ((grid, 0.0), (diagonal, math.log(4))):
        posterior = Posterior(codes, torch.full_like(codes, -2.0))
        equal = torch.full((len(codes), len(codes)), -math.log(len(codes)))
        torch.testing.assert_close(
            total_correlation(codes, posterior, equal), torch.full((len(codes),), expected), atol=1e-5, rtol=0
        )


def test_a_weight_of_1_is_the_vae_and_any_other_adds_that_much_total_correlation():
    x, losses = images((1, 8, 8)), {}
    for weight in (1.0, 3.0, 5.0):
        losses[weight] = build("beta_tcvae", tc_weight=weight).loss(batch_of(x, train_size=100)).objective
    torch.testing.assert_close(losses[1.0], build("vae").loss(batch_of(x)).objective)
    torch.testing.assert_close(losses[5.0] - losses[1.0], 2 * (losses[3.0] - losses[1.0]), atol=1e-4, rtol=1e-4)
    assert losses[3.0] != losses[1.0]


def test_a_single_image_in_a_batch_has_a_finite_loss_in_every_such_model():
    for name in ("beta_tcvae", "factor_vae", "info_vae", "iwae"):
        model = build(name)
        model.loss(batch_of(images((1, 8, 8), 1), train_size=100)).objective.backward()
        assert all(weight.grad.isfinite().all() for weight in model.parameters())


def test_the_discriminator_and_the_model_learn_only_from_their_own_loss():
    x, model = images((1, 8, 8)), build("factor_vae")
    model.loss(batch_of(x)).objective.backward()
    whole = {name: weight.grad.clone() for name, weight in model.named_parameters()}
    model.zero_grad()
    batch = batch_of(x)
    posterior = model.posterior(batch)
    z = model.draw(posterior, batch)
    model.discriminator_loss(z.detach(), batch).mean().backward()
    for name, weight in model.discriminator.named_parameters():
        torch.testing.assert_close(whole[f"discriminator.{name}"], weight.grad)
    model.zero_grad()
    reconstruction = model.likelihood.nll(batch.target, model.decode_output(z))
    correlation = model.discriminator(z).squeeze(1)
    (reconstruction + model.kl(posterior, z, batch).sum(1) + 10.0 * correlation).mean().backward()
    for name, weight in model.named_parameters():
        if not name.startswith("discriminator"):
            torch.testing.assert_close(whole[name], weight.grad)


def test_the_discriminators_value_is_no_part_of_the_objective():
    model, x = build("factor_vae", tc_weight=0.0), images((1, 8, 8))
    torch.testing.assert_close(model.loss(batch_of(x)).objective, build("vae").loss(batch_of(x)).objective)


@pytest.mark.slow
def test_the_discriminator_finds_the_total_correlation_of_a_gaussian():
    """TC of two Gaussians with correlation r is -0.5 log(1 - r^2); the log-odds at the optimum have it as their mean."""
    model, r = build("factor_vae", latent_dim=2, discriminator_units=32), 0.6
    optimizer = torch.optim.Adam(model.discriminator.parameters(), 5e-3)
    generator = Generator().manual_seed(0)

    def codes(count):
        a, b = torch.randn(2, count, generator=generator)
        return torch.stack([a, r * a + math.sqrt(1 - r**2) * b], 1)

    for step in range(300):
        optimizer.zero_grad()
        model.discriminator_loss(codes(1000), batch_of(torch.zeros(1), seed=step)).mean().backward()
        optimizer.step()
    with torch.no_grad():
        found = model.discriminator(codes(20_000)).mean().item()
    assert found == pytest.approx(-0.5 * math.log(1 - r**2), abs=0.03)


@pytest.mark.parametrize(
    ("shift", "spread", "var"), [(0.0, 0.8, 0.36), (1.0, 0.6, 0.64), (0.0, 0.1, 0.05), (-0.5, 2.0, 1.0)]
)
def test_the_mmd_agrees_with_its_closed_form_for_gaussians(shift, spread, var):
    """E k(a, b) = (h / (h + v))^(D/2) exp(-|m|^2 / 2(h + v)) for a - b ~ N(m, v I) and h = D; q(z) is a Gaussian here."""
    size, whole = 3, spread**2 + var

    def expected_kernel(mean, variance):
        return (size / (size + variance)) ** (size / 2) * math.exp(-size * mean**2 / (2 * (size + variance)))

    expected = expected_kernel(0, 2 * whole) - 2 * expected_kernel(shift, 1 + whole) + expected_kernel(0, 2)
    generator, log_var = Generator().manual_seed(0), torch.full((50, size), math.log(var))
    means = [shift + spread * torch.randn(50, size, generator=generator) for _ in range(400)]
    values = torch.stack([squared_mmd(Posterior(mean, log_var)) for mean in means])
    assert abs(values.mean() - expected) < 4 * values.std() / 20
    assert expected >= -1e-12


def test_the_mmd_is_zero_without_noise_where_every_posterior_is_the_prior():
    at_prior = torch.zeros(20, 3)
    assert abs(squared_mmd(Posterior(at_prior, at_prior))) < 1e-6
    assert squared_mmd(Posterior(at_prior, at_prior - 20)) > 0.1


def test_info_vae_is_the_elbo_at_one_end_and_has_no_kl_at_the_other():
    x = images((1, 8, 8))
    plain, vae = build("info_vae", information=0.0, mmd_weight=1.0), build("vae")
    torch.testing.assert_close(plain.loss(batch_of(x)).objective, vae.loss(batch_of(x)).objective)
    model = build("info_vae", information=1.0, mmd_weight=7.0)
    expected = 7 * squared_mmd(model.posterior(batch_of(x)))
    torch.testing.assert_close(model.loss(batch_of(x)).penalty, expected.expand(4))
