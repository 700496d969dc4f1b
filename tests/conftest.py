"""What tests of more than one package share."""

import os
import signal
import sys

import pytest
import torch
from hypothesis import settings

from tests.support.browsers import HEADLESS_SHELL, chromium_path
from tests.support.first_cases import split_cases
from tests.support.retries import retry_with_reason

# A shell lets what runs in its background ignore Ctrl-C, and so would our children, which some tests end by it.
signal.signal(signal.SIGINT, signal.default_int_handler)
torch.set_num_threads(1)  # many tiny tensors: more threads only wait for each other
settings.register_profile("untimed", deadline=None)  # by default an example of over 200 ms fails, as on a busy machine
settings.load_profile("untimed")
os.environ["LATENT_LAB_NICE"] = "0"  # two tests at a time on two cores: a training that stands back would hardly get on


def pytest_addoption(parser):
    """Adds the option of `tests/run fast`."""
    parser.addoption("--first-cases", action="store_true", help="run only the first case of each parametrised test")


@pytest.hookimpl(trylast=True)  # after -k and -m: of the cases that they select
def pytest_collection_modifyitems(config, items):
    """Lets the tests marked `may_retry` run again where they fail, and leaves cases out where `--first-cases` asks it."""
    for item in items:
        retry_with_reason(item)
    if config.getoption("first_cases"):
        items[:], further = split_cases(items)
        config.hook.pytest_deselected(items=further)


@pytest.fixture(autouse=True)
def own_main():
    """Gives the process its main module back: AppTest leaves a page in its place, and a worker that starts runs it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty runs folder that this process uses."""
    monkeypatch.setenv("LATENT_LAB_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture(scope="session")
def chromium():
    """The path of Chromium."""
    return chromium_path(HEADLESS_SHELL)
