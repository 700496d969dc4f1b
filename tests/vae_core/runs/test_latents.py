"""The codes of a run: complete, or refused with what is missing, by all that read them."""

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.files import DamagedRun, write_tensors
from vae_core.results.figures import shown_codes
from vae_core.results.run_tables import kept_codes
from vae_core.runs.latents import LATENT_COLUMNS, read_latents
from vae_core.runs.run import create_run

CODES = {"mean": torch.zeros(3, 2)} | {name: torch.zeros(3).int() for name in ("label", "index", "split")}


@pytest.fixture
def run(tmp_path):
    return create_run(tmp_path / "run", RunConfig(data="digits"))


@pytest.mark.fault("F9")
@pytest.mark.parametrize("missing", LATENT_COLUMNS)
@pytest.mark.parametrize("read", [read_latents, kept_codes, shown_codes])
def test_codes_without_a_column_are_refused_with_its_name(read, missing, run):
    write_tensors(run.path / "latents.safetensors", {name: CODES[name] for name in CODES if name != missing})
    with pytest.raises(DamagedRun, match=f"latents.safetensors has no {missing}; train it again"):
        read(run)


@pytest.mark.fault("F9")
def test_columns_of_other_lengths_are_refused(run):
    write_tensors(run.path / "latents.safetensors", CODES | {"split": torch.zeros(2).int()})
    with pytest.raises(DamagedRun, match="has 2 rows of split and 3 of mean"):
        read_latents(run)
