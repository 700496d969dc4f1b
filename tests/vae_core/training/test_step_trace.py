"""The trace of a step: its numbers are those of the step, and tracing changes no weight."""

from dataclasses import replace

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.models.vae import VaeSettings
from vae_core.training.step_trace import trace_next_step
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), latent_dim=3, epochs=3, device="cpu", threads=1)


def single_steps(trainer):
    return trainer.train(should_report=lambda: True)


@pytest.mark.parametrize("target", ["grey", "binarised"])
def test_the_numbers_are_those_of_the_step(target):
    config = replace(CONFIG, target=target, batch_size=1, subset=60)  # so that the batch's mean is the image's own
    trainer = Trainer(config, load_for(config))
    reports = single_steps(trainer)
    for _ in range(3):
        tell = trace_next_step(trainer)
        before = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
        report = next(reports)
        told = tell(report)
        assert told["nats"] == pytest.approx(report.train.reconstruction, rel=1e-6) == told["reconstruction"]
        mean, sd = torch.tensor(told["mean"]), torch.tensor(told["sd"])
        assert float((0.5 * (mean**2 + sd**2 - 1) - sd.log()).sum()) == pytest.approx(told["kl"], rel=1e-4)
        assert torch.tensor(told["z"]).shape == mean.shape
        moved = [
            trainer.model.state_dict()[name] - weight for name, weight in before.items() if name.startswith("decoder")
        ]
        assert told["change"]["decoder"] == pytest.approx(
            torch.cat([part.flatten() for part in moved]).norm().item(), rel=1e-4
        )
        assert told["gradient"]["encoder"] > 0
        assert (told["step"], told["images"], told["shape"]) == (report.step, 1, [1, 8, 8])
        assert len(told["input"]) == len(told["output"]) == 64


def test_telling_changes_no_weight():
    def after_ten_steps(is_told):
        trainer = Trainer(CONFIG, load_for(CONFIG))
        reports = single_steps(trainer)
        for _ in range(10):
            tell = trace_next_step(trainer)
            report = next(reports)
            if is_told:
                tell(report)
        return trainer.model.state_dict()

    told, silent = after_ten_steps(True), after_ten_steps(False)
    assert all(torch.equal(weight, silent[name]) for name, weight in told.items())


@pytest.mark.parametrize("model", ["autoencoder", "conditional_vae", "iwae"])
def test_other_models_tell_what_they_have(model):
    config = replace(CONFIG, model=model, settings=None)
    trainer = Trainer(config, load_for(config))
    reports = single_steps(trainer)
    tell = trace_next_step(trainer)
    told = tell(next(reports))
    assert ("sd" in told) == (model != "autoencoder")
    assert told["nats"] > 0


def test_the_weights_come_back_whatever_happens(monkeypatch):
    config = replace(CONFIG, settings=VaeSettings(beta=2.0))
    trainer = Trainer(config, load_for(config))
    reports = single_steps(trainer)
    tell = trace_next_step(trainer)
    report = next(reports)
    after = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
    monkeypatch.setattr("vae_core.training.step_trace._encode_and_decode", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tell(report)
    assert all(torch.equal(weight, after[name]) for name, weight in trainer.model.state_dict().items())
