"""A state that is damaged or comes from elsewhere is refused before it changes, or crashes, anything."""

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import DamagedRun
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=1, device="cpu", threads=1)


@pytest.fixture(scope="module")
def state():
    trainer = Trainer(CONFIG, load_for(CONFIG))
    next(iter(trainer.train()))
    return trainer.state()


@pytest.mark.parametrize("found", ["model.encoder.1.weight", "best.encoder.1.weight", "optimizer.0.exp_avg"])
@pytest.mark.parametrize("change", [lambda values: values[:1], lambda values: None])
def test_a_tensor_that_is_missing_or_of_another_shape_is_named(found, change, state):
    tensors, numbers = state
    tensors = {f"best.{name[6:]}": value for name, value in tensors.items() if name.startswith("model.")} | tensors
    changed = {**tensors, found: change(tensors[found])}
    refused({name: value for name, value in changed.items() if value is not None}, numbers, found.split(".")[0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"optimizer.999.step": torch.zeros(())}, "optimizer"),
        ({"optimizer.word": torch.zeros(())}, "optimizer"),
        ({"optimizer.0.step": torch.zeros((), dtype=torch.float64)}, "optimizer"),
        ({"model.encoder.1.weight": torch.full((16, 64), torch.nan)}, "under model that are not finite"),
        ({"generator": torch.zeros(4)}, "generator"),
        ({"generator": torch.zeros(4, dtype=torch.uint8)}, "does not fit the device 'cpu'"),
    ],
)
def test_other_tensors_than_a_training_s_are_refused(change, words, state):
    refused(state[0] | change, state[1], words)


@pytest.mark.parametrize("start", ["optimizer.", "generator", "model."])
def test_a_part_that_is_missing_is_named(start, state):
    kept = {name: value for name, value in state[0].items() if not name.startswith(start)}
    refused(kept, state[1], start.rstrip("."))


NO_NUMBERS = ("x", [1], True, ...)  # ...: there is none
NO_COUNTS = (*NO_NUMBERS, -5, float("nan"), 1e400)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, value) for name in ("step", "seconds", "epochs_since_best") for value in NO_COUNTS),
        *((name, value) for name in ("best_loss", "first_reconstruction") for value in NO_NUMBERS),
    ],
)
def test_a_number_that_no_training_has_is_named(name, value, state):
    numbers = {known: number for known, number in state[1].items() if known != name}
    refused(state[0], numbers if value is ... else numbers | {name: value}, f"has {name}")


def refused(tensors, numbers, words):
    trainer = Trainer(CONFIG, load_for(CONFIG))
    before = trainer.state()
    with pytest.raises(DamagedRun, match=words):
        trainer.load_state(tensors, numbers)
    after = trainer.state()
    assert after[1] == before[1]
    assert all(torch.equal(value, after[0][name]) for name, value in before[0].items())
