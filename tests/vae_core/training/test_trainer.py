"""The loop: determinism, resume, reasons to stop, schedules."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.models import MODELS
from vae_core.models.vae import VaeSettings
from vae_core.training import trainer as trainer_module
from vae_core.training.trainer import Trainer, check_trainable

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=3, batch_size=32, device="cpu", threads=1)


def trained(config, image_set):
    trainer = Trainer(config, image_set)
    return trainer, list(trainer.train())


def weights_equal(first, second):
    pairs = zip(first.model.state_dict().values(), second.model.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def test_the_same_configuration_gives_the_same_weights_and_another_seed_others(two_prototypes):
    first, _ = trained(CONFIG, two_prototypes)
    second, _ = trained(CONFIG, two_prototypes)
    other, _ = trained(replace(CONFIG, seed=1), two_prototypes)
    assert weights_equal(first, second)
    assert not weights_equal(first, other)


@pytest.mark.parametrize("steps", [1, 7, 10])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"target": "binarised", "learning_rate_schedule": "one_cycle", "clip": 1.0},
        {"patience": 1, "learning_rate": 0.02, "epochs": 12},
        {"settings": VaeSettings(likelihood="gaussian", scale="optimal", beta_schedule="cyclical")},
        {"network": "conv", "hidden": (4, 8), "settings": VaeSettings(likelihood="gaussian", scale="learned")},
    ],
    ids=["plain", "one_cycle", "patience", "optimal", "conv"],
)
def test_a_resumed_training_equals_an_uninterrupted_one_bit_for_bit(changes, steps, two_prototypes):
    config = replace(CONFIG, **changes)
    whole, _ = trained(config, two_prototypes)
    broken_off = Trainer(config, two_prototypes)
    for _ in range(steps):  # five or six steps are an epoch: 7 is in the middle of one
        broken_off._step()
        if broken_off.step % broken_off.steps_per_epoch == 0:
            broken_off._decide(broken_off._validate())
    resumed = Trainer(config, two_prototypes)
    resumed.load_state(*broken_off.state())
    list(resumed.train())
    assert weights_equal(whole, resumed)
    assert whole.step == resumed.step


@pytest.mark.parametrize("model", MODELS)
def test_every_model_resumes_bit_for_bit_with_a_last_batch_of_one_image(model, two_prototypes):
    config = replace(CONFIG, model=model, settings=None, batch_size=53, target="binarised")  # 160 images: 53, 53, 53, 1
    whole, reports = trained(config, two_prototypes)
    assert reports[-1].stop_reason == "finished"
    broken_off = Trainer(config, two_prototypes)
    for _ in range(min(5, broken_off.planned_steps - 1)):
        broken_off._step()
    resumed = Trainer(config, two_prototypes)
    resumed.load_state(*broken_off.state())
    list(resumed.train())
    assert weights_equal(whole, resumed)


def test_a_resume_brings_the_best_weights_back(two_prototypes):
    config = replace(CONFIG, epochs=200, patience=2, learning_rate=0.1)
    whole, _ = trained(config, two_prototypes)
    broken_off = Trainer(config, two_prototypes)
    for _ in broken_off.train():
        if broken_off.epochs_since_best == 1:  # the best weights are no longer the present ones
            break
    resumed = Trainer(config, two_prototypes)
    resumed.load_state(*broken_off.state())
    assert list(resumed.train())[-1].stop_reason == "converged"
    assert weights_equal(whole, resumed)
    assert whole.step == resumed.step


def test_each_epoch_and_each_seed_has_an_order_of_its_own(two_prototypes):
    def order(seed, epoch):
        trainer = Trainer(replace(CONFIG, seed=seed), two_prototypes)
        trainer.step = epoch * trainer.steps_per_epoch
        trainer.next_rows()
        return trainer.order.tolist()

    orders = [order(0, 0), order(0, 1), order(1, 0), order(1, 1)]
    assert len({tuple(rows) for rows in orders}) == 4
    assert {tuple(sorted(rows)) for rows in orders} == {tuple(sorted(two_prototypes.train.tolist()))}


def test_clipping_bounds_the_norm_of_the_gradient(two_prototypes):
    def norm(clip):
        trainer = Trainer(replace(CONFIG, clip=clip), two_prototypes)
        trainer._step()
        return torch.stack([weight.grad.norm() for weight in trainer.model.parameters()]).norm().item()

    without = norm(0.0)
    assert norm(without / 2) == pytest.approx(without / 2, rel=1e-4)
    assert norm(without * 2) == pytest.approx(without, rel=1e-6)


def test_reports_count_epochs_and_carry_validation_at_each(two_prototypes):
    trainer, reports = trained(CONFIG, two_prototypes)
    assert [report.epoch for report in reports if report.validation] == [1.0, 2.0, 3.0]
    assert reports[-1].stop_reason == "finished"
    assert reports[-1].progress == 1.0
    assert reports[-1].step == 3 * trainer.steps_per_epoch


def test_the_reported_elbo_is_minus_the_sum_of_its_terms_whatever_beta_trains(two_prototypes):
    _, reports = trained(replace(CONFIG, settings=VaeSettings(beta=5.0)), two_prototypes)
    for terms in (reports[-1].train, reports[-1].validation):
        assert terms.elbo == pytest.approx(-(terms.reconstruction + terms.kl), abs=1e-6)
        assert terms.kl == pytest.approx(sum(terms.kl_per_dim), abs=1e-6)
    assert reports[-1].beta == 5.0


def test_an_autoencoder_reports_no_kl_and_no_elbo(two_prototypes):
    _, reports = trained(replace(CONFIG, model="autoencoder", settings=None), two_prototypes)
    assert reports[-1].validation.kl is None
    assert reports[-1].validation.elbo is None


def test_training_lowers_the_validation_loss(two_prototypes):
    _, reports = trained(replace(CONFIG, epochs=30, learning_rate=5e-3), two_prototypes)
    validated = [report.validation.elbo for report in reports if report.validation]  # a late report has none
    assert validated[-1] > validated[0] + 1


def test_validation_uses_the_same_draws_each_time(two_prototypes):
    trainer = Trainer(CONFIG, two_prototypes)
    assert trainer._validate() == trainer._validate()


def test_stop_ends_at_the_next_report_and_keeps_the_weights(two_prototypes):
    trainer = Trainer(replace(CONFIG, epochs=1000), two_prototypes)
    reports = []
    for report in trainer.train():
        reports.append(report)
        trainer.stop()
    assert len(reports) == 2
    assert reports[-1].stop_reason == "stopped"
    assert "kept" in reports[-1].message


def test_a_report_comes_after_each_step_for_which_one_is_asked(two_prototypes, monkeypatch):
    monkeypatch.setattr("vae_core.training.trainer.REPORT_SECONDS", 1000.0)
    trainer = Trainer(replace(CONFIG, epochs=2, batch_size=16), two_prototypes)
    last = trainer.steps_per_epoch
    steps = [report.step for report in trainer.train(lambda: trainer.step in (2, 3))]
    assert steps == [2, 3, last, 2 * last]


def test_an_ended_training_takes_no_step(two_prototypes):
    trainer = Trainer(CONFIG, two_prototypes)
    trainer.end("finished")
    assert list(trainer.train()) == []
    assert trainer.step == 0
    assert trainer.message.startswith("Finished")


def test_a_time_limit_ends_the_training_and_drives_its_schedules(two_prototypes, monkeypatch):
    ticks = itertools.count(step=0.001)  # each reading takes 1 ms, on busy cores too
    monkeypatch.setattr(trainer_module, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    trainer, reports = trained(
        replace(CONFIG, epochs=100_000, seconds=0.4, learning_rate_schedule="one_cycle"), two_prototypes
    )
    assert reports[-1].stop_reason == "time"
    assert max(report.learning_rate for report in reports) > 0.95 * CONFIG.learning_rate
    assert reports[-1].learning_rate < 0.05 * CONFIG.learning_rate
    assert 0.4 <= trainer.seconds < 0.41


def test_no_progress_ends_the_training_with_the_best_weights(two_prototypes):
    trainer, reports = trained(replace(CONFIG, epochs=200, patience=2, learning_rate=0.1), two_prototypes)
    assert reports[-1].stop_reason == "converged"
    terms = trainer._validate()
    assert terms.reconstruction + terms.kl == pytest.approx(trainer.best_loss)


@pytest.mark.fault("S3")
@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_ends_the_training_with_the_last_good_weights(bad, two_prototypes, monkeypatch):
    trainer = Trainer(replace(CONFIG, epochs=50), two_prototypes)
    step = trainer._step

    def poisoned():
        if trainer.step == 20:
            with torch.no_grad():
                next(trainer.model.parameters()).fill_(bad)
        return step()

    monkeypatch.setattr(trainer, "_step", poisoned)
    reports = list(trainer.train())
    assert reports[-1].stop_reason == "diverged"
    assert reports[-1].train is None
    assert "last good weights" in reports[-1].message
    assert all(weight.isfinite().all() for weight in trainer.model.parameters())


def test_weights_spoilt_by_the_last_step_of_an_epoch_are_seen_in_validation(two_prototypes, monkeypatch):
    trainer = Trainer(replace(CONFIG, epochs=50), two_prototypes)
    step = trainer._step

    def spoils():
        loss = step()
        if trainer.step == 3 * trainer.steps_per_epoch:
            with torch.no_grad():
                next(trainer.model.parameters()).fill_(float("nan"))
        return loss

    monkeypatch.setattr(trainer, "_step", spoils)
    reports = list(trainer.train())
    assert reports[-1].stop_reason == "diverged"
    assert reports[-1].to_json()
    assert trainer._validate().are_finite


@pytest.mark.fault("S2", "S3")
def test_a_learning_rate_that_is_far_too_large_is_named_as_the_cause(two_prototypes):
    settings = VaeSettings(likelihood="gaussian", scale="per_pixel")
    _, reports = trained(replace(CONFIG, learning_rate=10.0, epochs=100, settings=settings), two_prototypes)
    assert reports[-1].stop_reason == "diverged"
    assert "learning rate 10 is probably too large: try 1" in reports[-1].message


@pytest.mark.fault("S1")
def test_a_batch_larger_than_the_data_is_refused_before_any_work(two_prototypes):
    with pytest.raises(ValueError, match="batch_size is 500; with 160 training images it must be from 1 to 160"):
        check_trainable(replace(CONFIG, batch_size=500), two_prototypes)


@pytest.mark.fault("R17")
def test_a_device_that_is_not_here_is_refused(two_prototypes):
    missing = "mps" if not torch.backends.mps.is_available() else "cuda"
    with pytest.raises(ValueError, match=f"device '{missing}' is not available"):
        check_trainable(replace(CONFIG, device=missing), two_prototypes)


def test_bfloat16_trains_and_reports_float32_terms(two_prototypes):
    _, reports = trained(replace(CONFIG, precision="bfloat16"), two_prototypes)
    assert reports[-1].validation.elbo > -100


@pytest.mark.fault("S3")
def test_weights_of_an_absurd_loss_give_way_to_the_last_useful_ones(two_prototypes, monkeypatch):
    trainer = Trainer(replace(CONFIG, epochs=50), two_prototypes)
    step = trainer._step

    def grows():
        loss = step()
        if trainer.step > 2 * trainer.steps_per_epoch:
            with torch.no_grad():
                for weight in trainer.model.decoder.parameters():
                    weight.mul_(3.0)
        return loss

    monkeypatch.setattr(trainer, "_step", grows)
    reports = list(trainer.train(lambda: True))
    assert reports[-1].stop_reason == "diverged"
    after_two = next(report.validation for report in reports if report.step == 2 * trainer.steps_per_epoch)
    assert trainer._validate().reconstruction <= after_two.reconstruction * 1.001


@pytest.mark.fault("F8")
@pytest.mark.parametrize("data", ["digits", "sprites_32"])
def test_images_that_the_configuration_does_not_name_are_refused(data, two_prototypes):
    other = replace(two_prototypes, name="digits")
    if data != "digits":
        with pytest.raises(ValueError, match="the images are 'digits' and the configuration names 'sprites_32'"):
            Trainer(replace(CONFIG, data=data), other)
    else:
        with pytest.raises(
            ValueError, match="the images have the classes upright, lying, and the configuration names 0, 1"
        ):
            Trainer(replace(CONFIG, data=data), other)
