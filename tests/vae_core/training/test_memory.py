"""The memory of a training is estimated before it starts."""

import subprocess
import sys

import pytest

from tests.support.paths import ROOT
from vae_core.__main__ import main
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.models import MODELS
from vae_core.training.memory import check_memory, machine_bytes, step_bytes, training_bytes

CONFIG = RunConfig(data="digits", hidden=(64,), device="cpu", threads=1)
MEASURE = """
import re
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.recording.recording import save_checkpoint
from vae_core.runs.run import create_run
from vae_core.training.memory import training_bytes
from vae_core.training.trainer import Trainer
import sys, pathlib
config = RunConfig(data="digits", hidden=(2000, 1500), batch_size=1400, device="cpu", threads=1)
images = load_for(config)
trainer = Trainer(config, images)
kept = [trainer._weights(), trainer._weights()]
trainer._step()
save_checkpoint(create_run(pathlib.Path(sys.argv[1]), config), trainer)
# Not ru_maxrss: a process inherits the peak of the one that started it.
peak = re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]
print(training_bytes(config, images), 1024 * int(peak))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc/self/status")
def test_the_estimate_is_the_measured_peak_within_a_third(tmp_path):
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "run")]
    estimate, peak = map(int, subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.split())
    assert peak / 1.33 < estimate < peak * 1.33


def test_an_own_data_set_which_is_mapped_from_the_disk_takes_no_memory():
    images = load_for(CONFIG)
    mapped = images.stored_as("f" * 64)
    assert training_bytes(CONFIG, images) - training_bytes(CONFIG, mapped) == images.images.numel() > 0


@pytest.mark.parametrize("model", MODELS)
def test_a_larger_batch_of_any_model_needs_more(model):
    small, large = (step_bytes(RunConfig(data="digits", model=model, batch_size=size)) for size in (10, 100))
    assert 0 < small < large


@pytest.mark.fault("R19", "S1")
def test_a_training_larger_than_the_memory_is_refused_with_the_values_it_depends_on(tmp_path, capsys, monkeypatch):
    images = load_for(CONFIG)
    check_memory(CONFIG, images, machine_bytes())
    with pytest.raises(ValueError, match=r"about 0\.4 GB of memory, and 0\.1 GB are available") as refusal:
        check_memory(CONFIG, images, 1e8)
    for words in (
        "model vae",
        "hidden 64",
        "latent_dim 2",
        "batch_size 128",
        "1,797 images of digits",
        "smaller batch",
    ):
        assert words in str(refusal.value)
    monkeypatch.setattr("vae_core.commands.training.machine_bytes", lambda: 1e8)
    assert main(["train", "--data", "digits", "--out", str(tmp_path / "run")]) == 1
    assert "GB of memory" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
    assert training_bytes(CONFIG, images) < machine_bytes()
