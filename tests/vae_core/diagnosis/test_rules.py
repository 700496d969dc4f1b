"""Runs with each fault are found to have it, runs without a fault are not, and the bundled runs have the expected findings."""

import json
from dataclasses import replace

import pytest
import torch
from torch import Generator

from tests.support.paths import ROOT
from vae_core.config import RunConfig, config_from_plain
from vae_core.datasets import load_for
from vae_core.diagnosis.diagnostics import RunDiagnostics, diagnostics_of
from vae_core.diagnosis.prior_match import share_outside
from vae_core.diagnosis.remedies import BETA_STEPS
from vae_core.diagnosis.rules import RULES, diagnose, diagnose_run
from vae_core.measures.metrics import codes_and_nats, embed_all
from vae_core.models import LatentVariableModel
from vae_core.runs.run import create_run, open_run
from vae_core.runs.summary import Summary, TrainedOn
from vae_core.settings import setting_fields
from vae_core.training.report import Report
from vae_core.training.terms import Terms, mean_terms
from vae_core.training.trainer import Trainer

BASE = {
    "data": "digits",
    "hidden": [32],
    "activation": "silu",
    "learning_rate": 1e-2,
    "learning_rate_schedule": "one_cycle",
    "epochs": 20,
    "batch_size": 64,
    "threads": 1,
    "device": "cpu",
}


def trained(**settings):
    """Returns the diagnostics of a run with these settings, trained for a second or two."""
    config = config_from_plain(BASE | settings)
    trainer = Trainer(config, load_for(config))
    reports = list(trainer.train())
    model, loader, images = trainer.model.eval(), trainer.loader, trainer.image_set
    mean, log_var = embed_all(model, loader, torch.cat([images.test, images.validation, images.train]))
    codes = {"mean": mean, "reconstruction": codes_and_nats(model, loader, images.validation)[1]}
    codes |= {"log_var": log_var} if isinstance(model, LatentVariableModel) else {}
    summary = Summary(
        reports[-1].stop_reason,
        reports[-1].message,
        validation=mean_terms(model, loader, images.validation),
        dataset=TrainedOn(images.shape, validation=len(images.validation)),
    )
    return RunDiagnostics(config, summary, reports, codes)


def names(run_diagnostics):
    return [finding.name for finding in diagnose(run_diagnostics)]


def said(run_diagnostics, name):
    return next(finding for finding in diagnose(run_diagnostics) if finding.name == name)


FAULTY = {
    "diverged": {"learning_rate": 5.0, "learning_rate_schedule": "constant", "likelihood": "gaussian", "sd": 0.001},
    "collapsed": {"beta": 64.0},
    "uninformative_kl": {"likelihood": "gaussian", "sd": 0.2, "latent_dim": 4, "capacity": 30.0},
    "underfitted": {"learning_rate": 1e-6, "epochs": 3},
    "overfitted": {"subset": 100, "hidden": [256, 128], "epochs": 150, "latent_dim": 10, "batch_size": 50},
    "kl_too_strong": {"likelihood": "gaussian", "sd": 0.77, "epochs": 40},
    "kl_too_weak": {"beta": 0.0},
    "inactive": {"latent_dim": 10, "beta": 1.5, "epochs": 60},
    "holes": {"beta": 0.0625, "latent_dim": 10, "epochs": 40},
    "no_prior": {"model": "autoencoder"},
    "still_improving": {"learning_rate": 5e-4, "learning_rate_schedule": "constant", "epochs": 8},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTY)
def test_a_run_with_a_fault_is_found_to_have_it_and_its_changes_are_valid(name):
    run_diagnostics = trained(**FAULTY[name])
    assert name in names(run_diagnostics)
    finding = said(run_diagnostics, name)
    assert any(letter.isdigit() for letter in finding.explanation)
    assert finding.changes
    plain = run_diagnostics.config.to_plain() | {
        key: list(value) if isinstance(value, tuple) else value for key, value in finding.changes.items()
    }
    if "model" in finding.changes:
        own = {entry.name for entry in setting_fields(run_diagnostics.config.settings)}
        plain = {key: value for key, value in plain.items() if key not in own}
    assert config_from_plain(plain) != run_diagnostics.config


def test_each_rule_has_a_run_with_its_fault():
    assert list(FAULTY) == [rule.name for rule in RULES]


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"latent_dim": 5},
        {"likelihood": "gaussian", "scale": "optimal"},
        {"network": "conv", "hidden": [16, 32]},
        {"model": "iwae"},
        {"beta": 0.5},
        {"beta_schedule": "warm_up"},
        {"likelihood": "gaussian", "sd": 0.25},
    ],
    ids=str,
)
def test_a_healthy_run_raises_no_alarm(settings):
    findings = diagnose(trained(**{"epochs": 30} | settings))
    assert [finding for finding in findings if not finding.is_note] == []


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("mnist-vae-2d", []),
        ("mnist-vae-10d", []),
        ("sprites-vae-6d", []),
        ("fashion-vae-2d", []),
        ("mnist-ae-2d", ["no_prior"]),
    ],
)
def test_the_bundled_runs_are_healthy_and_the_autoencoder_has_no_prior(run, found):
    findings = diagnose_run(open_run(ROOT / "assets" / "pretrained" / run))
    assert [finding.name for finding in findings] == found


def report(step, train, validation):
    return Report(step, 1.0, 1.0, 1.0, train, validation, 1.0, 1e-3, 1000.0)


def made(config=None, kl=(1.0, 2.0), variances=(1.0, 1.0), **more):
    """Returns diagnostics of chosen numbers, without a training."""
    noise = torch.randn(2000, len(kl), generator=Generator().manual_seed(0))
    spread = torch.tensor(variances)
    codes = {"mean": noise * spread.sqrt(), "log_var": (1 - spread).clamp(min=1e-4).log().expand(2000, -1)}
    codes["reconstruction"] = 30 + noise[:, 0]
    terms = Terms(30.0, sum(kl), list(kl))
    reports = [report(1, Terms(60.0, 0.0), None), *[report(5000, terms, terms)] * 10]
    dataset = TrainedOn((1, 8, 8), validation=100)
    summary = Summary("finished", "Finished.", validation=terms, dataset=dataset)
    return replace(
        RunDiagnostics(config or RunConfig(data="digits", latent_dim=len(kl)), summary, reports, codes), **more
    )


def test_a_run_of_good_numbers_has_nothing():
    assert names(made(variances=(0.9, 0.9))) == []


def test_a_run_that_left_no_codes_is_not_called_collapsed():
    assert "collapsed" not in names(made(codes={}))


def test_steered_settings_count_with_their_last_value(tmp_path):
    run = create_run(tmp_path / "run", RunConfig(data="digits"))
    event = {"event": "beta", "step": 3, "epoch": 1.0, "serial": 1, "value": 100.0, "before": 1.0}
    (run.path / "metrics.jsonl").write_text(json.dumps(event) + "\n")
    assert diagnostics_of(run).kl_weight.beta == 100.0


def test_a_model_whose_weight_is_that_of_another_term_has_no_effective_beta():
    plain = {"data": "digits", "latent_dim": 2, "likelihood": "gaussian", "sd": 0.2}
    assert "beta" in made(config_from_plain(plain)).kl_weight.in_words
    for other in ({"model": "info_vae"}, {"capacity": 5.0}):
        assert made(config_from_plain(plain | other)).kl_weight.in_words == ""


def test_unused_dimensions_are_named_with_their_kl_and_the_variance_of_their_mean():
    finding = said(made(kl=(1.0, 0.004, 2.0), variances=(0.9, 0.002, 0.9)), "inactive")
    assert "z2 (KL 0.004 nats, variance of the mean 0.002)" in finding.explanation
    assert "z1" not in finding.explanation
    assert finding.changes == {"latent_dim": 2}


def test_a_gaussian_of_fixed_sd_has_the_effective_beta_of_its_error():
    settings = type(RunConfig().settings)(likelihood="gaussian", sd=0.5, beta=2.0)
    config = RunConfig(data="digits", settings=settings)
    error = 0.01  # per pixel
    nll = 64 * (error / (2 * 0.25) + 0.5 * torch.tensor(2 * torch.pi * 0.25).log().item())
    run_diagnostics = made(config)
    terms = replace(run_diagnostics.summary.validation, reconstruction=nll)
    run_diagnostics = replace(run_diagnostics, summary=replace(run_diagnostics.summary, validation=terms))
    assert run_diagnostics.kl_weight.squared_error == pytest.approx(error)
    assert run_diagnostics.kl_weight.effective_beta == pytest.approx(2 * 0.25 / error)
    finding = said(run_diagnostics, "kl_too_strong")
    assert finding.changes == {"scale": "optimal", "beta": 1.0}


def test_with_a_scale_that_fits_the_effective_beta_is_beta():
    for settings in ({"likelihood": "gaussian", "scale": "optimal"}, {}):
        config = RunConfig(data="digits", settings=type(RunConfig().settings)(beta=3.0, **settings))
        assert made(config).kl_weight.effective_beta == 3.0


@pytest.mark.slow
def test_the_share_outside_is_a_hundredth_where_nothing_differs_and_all_where_all_does():
    first, second, third = torch.randn(3, 4000, 2, generator=Generator().manual_seed(0))
    assert share_outside(first, second, third) == pytest.approx(0.01, abs=0.01)
    assert share_outside(first + 100, second, third) == 1.0


def test_a_prior_wider_than_the_codes_has_holes_and_a_narrower_one_misses_codes():
    codes = made().codes | {"log_var": torch.full((2000, 2), -9.0)}
    narrow = made(codes=codes | {"mean": codes["mean"] * 0.2})
    assert narrow.prior.holes > 0.5
    wide = made(codes=codes | {"mean": codes["mean"] * 20})
    assert wide.prior.missed > 0.5


def test_each_beta_to_try_is_larger_than_the_one_before_and_a_valid_setting():
    assert list(BETA_STEPS) == sorted(set(BETA_STEPS))
    for beta in BETA_STEPS:
        assert config_from_plain({"data": "digits", "beta": beta}).beta == beta


def test_a_run_that_has_hardly_begun_is_judged_without_complaint(tmp_path):
    run = create_run(tmp_path / "new", RunConfig(data="digits"))
    assert isinstance(diagnose(diagnostics_of(run)), list)


@pytest.mark.slow
def test_a_beta_of_8_is_too_strong_even_where_the_code_is_still_used():
    run_diagnostics = trained(beta=8.0)
    assert {"kl_too_strong", "collapsed"} & set(names(run_diagnostics))


def test_a_run_that_never_trained_has_no_diagnosis(tmp_path):
    run = create_run(tmp_path / "run", config_from_plain(BASE))
    run.update_summary(status="cancelled")
    with pytest.raises(ValueError, match="has not trained yet"):
        diagnose_run(run)
