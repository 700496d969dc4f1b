"""Each fault has the effect that its explanation describes: in closed form where there is one, else on the bundled patient."""

import math
from dataclasses import replace

import pytest
import torch

from tests.support.batches import batch_of
from tests.support.paths import ROOT
from vae_core.datasets import load_for
from vae_core.diagnosis.broken_models import KlSubtracted, LogVarianceAsVariance, MeanOverValues, Unshuffled
from vae_core.diagnosis.faults import FAULTS
from vae_core.diagnosis.patients import HEALTHY, HEALTHY_SETTINGS, measure, read_outcomes, train_patient, write_outcomes
from vae_core.measures.metrics import active_units, embed_all
from vae_core.models.base import Posterior
from vae_core.models.vae import VAE, VaeSettings
from vae_core.nn.networks import Architecture
from vae_core.training.batches import BatchLoader
from vae_core.training.trainer import Trainer

PATIENTS = read_outcomes(ROOT / "assets" / "clinic" / "patients.safetensors")
HEALTHY_OUTCOME = PATIENTS["healthy"]
SMALL = Architecture((1, 4, 4), 3, "dense", (8,), "silu")


def words_of(name):
    return next(fault for fault in FAULTS if fault.name == name).explain(PATIENTS[name], HEALTHY_OUTCOME)


def made(kind, **settings):
    torch.manual_seed(0)
    return kind(SMALL, VaeSettings(likelihood="gaussian", **settings))


def gradients(model):
    model.loss(batch_of(torch.rand(20, 1, 4, 4, generator=torch.Generator().manual_seed(1)))).objective.backward()
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


def test_the_averaged_error_trains_like_a_gaussian_of_variance_half_the_number_of_values():
    ours, same = gradients(made(MeanOverValues)), gradients(made(VAE, sd=math.sqrt(16 / 2)))
    torch.testing.assert_close(ours, same)


def test_the_subtracted_kl_is_paid_out():
    x = torch.rand(5, 1, 4, 4)
    ours, right = made(KlSubtracted).loss(batch_of(x)), made(VAE).loss(batch_of(x))
    assert ours.objective.item() == pytest.approx((right.reconstruction - right.penalty).mean().item())
    assert right.penalty.min().item() > 0


def test_at_the_log_variance_that_the_kl_likes_best_reading_it_as_variance_leaves_no_noise():
    posterior, batch = Posterior(torch.ones(500, 3), torch.zeros(500, 3)), batch_of(torch.rand(500, 1, 4, 4))
    assert float(made(LogVarianceAsVariance).draw(posterior, batch).std()) < 1e-3
    assert float(made(VAE).draw(posterior, batch).std()) == pytest.approx(1, abs=0.1)


def test_unshuffled_images_come_class_by_class_and_all_of_them_at_every_epoch():
    images = load_for(HEALTHY)
    trainer = Unshuffled(HEALTHY, images)
    epochs = []
    for epoch in range(2):
        rows = []
        for step in range(trainer.steps_per_epoch):
            trainer.step = epoch * trainer.steps_per_epoch + step
            rows.append(trainer.next_rows())
        epochs.append(torch.cat(rows))
    assert torch.equal(*epochs)
    assert torch.equal(epochs[0].sort().values, images.train.sort().values)
    assert bool((images.labels[epochs[0]].diff() >= 0).all())


def test_the_right_program_counts_what_the_averaged_error_made_small():
    faulty = measure(Trainer(HEALTHY, load_for(HEALTHY), MeanOverValues), [0.0])
    assert faulty.reported["reconstruction"] == pytest.approx(faulty.squared_error, rel=1e-4)
    assert faulty.correct["reconstruction"] > 10 > 1 > faulty.reported["reconstruction"]


def test_the_healthy_one_is_healthy():
    assert HEALTHY_OUTCOME.active >= 4
    assert HEALTHY_OUTCOME.missed < 0.1
    assert HEALTHY_OUTCOME.elbo > max(
        -outcome.correct["reconstruction"] - outcome.correct["kl"] for outcome in others().values()
    )
    assert HEALTHY_OUTCOME.reported == pytest.approx(HEALTHY_OUTCOME.correct, rel=1e-5)


def others():
    return {name: outcome for name, outcome in PATIENTS.items() if name != "healthy"}


@pytest.mark.parametrize(
    ("name", "variance"),
    [("mean_error", 64 / 2), ("beta_50", 50 * HEALTHY_SETTINGS.sd**2)],
    ids=["mean_error", "beta_50"],
)
def test_where_the_threshold_is_above_every_variance_of_the_images_nothing_is_active(name, variance):
    """T7: a dimension is active where the images vary by more than beta x sd^2."""
    assert PATIENTS[name].largest_variance < variance
    assert PATIENTS[name].active == 0
    assert f"0 of {HEALTHY.latent_dim} dimensions are active" in words_of(name)


def test_without_a_kl_the_codes_are_points_where_the_prior_is_not():
    faulty = PATIENTS["beta_0"]
    assert faulty.sd < 0.05 * HEALTHY_OUTCOME.sd
    assert faulty.missed > 0.3 > HEALTHY_OUTCOME.missed
    assert f"{faulty.missed:.0%} of samples from the prior" in words_of("beta_0")


def test_the_misread_log_variance_reports_a_better_bound_than_it_has():
    faulty = PATIENTS["log_variance"]
    assert sum(faulty.reported.values()) < -HEALTHY_OUTCOME.elbo < -faulty.elbo / 10


def test_one_number_is_used_to_the_full_and_not_enough():
    faulty = PATIENTS["tiny"]
    assert faulty.active == 1
    assert faulty.elbo < HEALTHY_OUTCOME.elbo - 10


def test_without_shuffling_the_class_that_came_last_is_remembered_best():
    more = PATIENTS["unshuffled"].costs - HEALTHY_OUTCOME.costs
    assert int(more.argmin()) == 9
    assert float(more[:-1].mean()) > 2 * float(more[-1])


def test_the_wrong_sign_lets_the_loss_fall_without_end():
    faulty = PATIENTS["wrong_sign"]
    assert float(faulty.losses[-1]) < -1e6
    assert float(faulty.losses[-1]) < float(faulty.losses[len(faulty.losses) // 2]) < float(faulty.losses[0])
    assert faulty.missed > 0.99


def test_outcomes_come_back_from_their_file_as_they_were(tmp_path):
    write_outcomes(tmp_path / "some.safetensors", {"tiny": PATIENTS["tiny"]})
    again = read_outcomes(tmp_path / "some.safetensors")["tiny"]
    assert torch.equal(again.mean, PATIENTS["tiny"].mean)
    assert (again.reported, again.largest_variance) == (PATIENTS["tiny"].reported, PATIENTS["tiny"].largest_variance)


@pytest.mark.slow
def test_a_bundled_patient_is_what_training_makes_of_it():
    fault = next(fault for fault in FAULTS if fault.name == "tiny")
    again = train_patient(fault, load_for(HEALTHY))
    assert again.elbo == pytest.approx(PATIENTS["tiny"].elbo, abs=0.5)
    assert len(again.losses) == len(PATIENTS["tiny"].losses)


@pytest.mark.slow
def test_averaged_squared_error_beside_a_summed_kl_leaves_mnist_no_active_unit():
    config = replace(HEALTHY, data="mnist", subset=3000, epochs=6, latent_dim=10, threads=1)
    images = load_for(config)
    active = {}
    for kind in (MeanOverValues, VAE):
        trainer = Trainer(config, images, kind)
        for _ in trainer.train():
            pass
        codes = embed_all(trainer.model, BatchLoader(images), images.test[:1000])
        active[kind] = active_units(codes.mean)
    assert active[MeanOverValues] == 0
    assert active[VAE] > 3
