"""Small trained runs for browser tests."""

from vae_core.config import config_from_plain
from vae_core.datasets import load_for
from vae_core.recording.recording import record
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer


def trained(folder, name, **settings):
    """A run of one pass over a few digits: its numbers count, not how good it is."""
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
    run = create_run(folder / name, config)
    list(record(run, Trainer(config, load_for(config))))
    return run
