"""Small trained runs, and copies of bundled ones, for browser tests."""

import itertools
import secrets
import shutil

import torch

from tests.support.paths import PRETRAINED
from vae_core.config import config_from_plain
from vae_core.datasets import load_for
from vae_core.files import read_tensors, write_tensors
from vae_core.recording.recording import record
from vae_core.runs.run import Run, create_run
from vae_core.training.trainer import Trainer


def trained(folder, name, **settings):
    """A run of one pass over a few digits: its numbers count, not how good it is.

    Its name gets a number where it is taken: pytest makes a module's fixtures again after tests of another module.
    """
    plain = {
        "data": "digits",
        "epochs": 1,
        "latent_dim": 3,
        "hidden": [16],
        "subset": 300,
        "threads": 1,
        "device": "cpu",
    }
    config = config_from_plain(plain | settings)
    paths = (folder / f"{name}{number}" for number in itertools.chain([""], itertools.count(2)))
    run = create_run(next(path for path in paths if not path.exists()), config)
    list(record(run, Trainer(config, load_for(config))))
    return run


def copied(folder, name, without=()):
    """A copy of a bundled run, less the files named in `without`, in a folder that a server reads.

    It appears by a rename: a server that lists the runs meanwhile would keep what a half copied run seems to be.
    """
    hidden = folder / f".{secrets.token_hex(16)}"  # no list of runs shows such a folder
    shutil.copytree(PRETRAINED / name, hidden, ignore=shutil.ignore_patterns(*without))
    return Run(hidden.rename(folder / hidden.name[1:]))


def collapsed(folder, **settings):
    """A run whose posterior collapsed: after its training, its codes were made those of such a run."""
    run = trained(folder, "collapsed", epochs=20, beta=64.0, **settings)
    tensors, numbers = read_tensors(run.path / "latents.safetensors")
    means = 0.01 * torch.randn(tensors["mean"].shape, generator=torch.Generator().manual_seed(0))
    write_tensors(run.path / "latents.safetensors", tensors | {"mean": means}, numbers)
    run.update_summary(active_units=0)
    return run
