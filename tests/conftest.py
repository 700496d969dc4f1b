"""What tests of more than one package share."""

import os
import shutil
import signal

import pytest
import torch

# A shell lets what runs in its background ignore Ctrl-C, and so would our children, which some tests end by it.
signal.signal(signal.SIGINT, signal.default_int_handler)
torch.set_num_threads(1)  # many tiny tensors: more threads only wait for each other
os.environ["LATENT_LAB_NICE"] = "0"  # two tests at a time on two cores: a training that stands back would hardly get on


def pytest_collection_modifyitems(items):
    """Let what waits for a browser or a worker try twice more: on a busy machine any wait may run out. The report names it."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty runs folder that this process uses."""
    monkeypatch.setenv("LATENT_LAB_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture(scope="session")
def chromium():
    """The path of Chromium; without one a browser test fails, for a skipped one would look like a passed one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert path, "no Chromium: set CHROMIUM to its path, or let tests/run install it"
    return path
