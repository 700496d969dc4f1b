"""The ONNX files of a run: its own, or files made from its weights and kept in the folder of downloaded data.

The bundled runs have weights only, because the ONNX files would double the size of the repository's runs.
"""

import hashlib
import os
import threading
from pathlib import Path

import torch

import vae_core
from vae_core.datasets import data_folder
from vae_core.export.onnx_files import export_onnx
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun
from vae_core.runs.run import Run

NETWORK_FILES = ENCODER, DECODER = "encoder.onnx", "decoder.onnx"
WEIGHTS = "weights.safetensors"
CACHE = "onnx"  # below the folder of downloaded data

_making = threading.Lock()


def onnx_file(run: Run, name: str) -> Path:
    """Returns the path of `run`'s encoder.onnx or decoder.onnx; makes the file from the weights where the run has none.

    Raises a DamagedRun where there are neither file nor weights, or where the training goes on; a ValueError where the
    cache cannot be written.
    """
    source = onnx_source(run, name)
    if not source.is_file():
        raise DamagedRun(
            f"run {run.id} has no {name}, and no {WEIGHTS} of a finished training to make it from; resume its training"
        )
    if source.name == name:
        return source
    folder = data_folder() / CACHE / _key(run)
    with _making:  # of two threads that ask at once, the second finds the file
        if not (folder / name).is_file():
            _make(run, folder)
    return folder / name


def onnx_source(run: Run, name: str) -> Path:
    """Returns the file of `run` that the ONNX file changes with: its own file, or the weights of a run that is over."""
    own, weights = run.path / name, run.path / WEIGHTS
    # A training writes its weights just before its ONNX files: until it is over, the weights stand for nothing.
    return weights if not own.exists() and weights.exists() and run.is_over else own


@cached_by_file("config.json", WEIGHTS, entries=64)
def _key(run: Run) -> str:
    """Returns the folder name: a hash of everything that the files follow from."""
    digest = hashlib.sha256(f"{vae_core.__version__} {torch.__version__} ".encode())
    for name in ("config.json", WEIGHTS):
        digest.update((run.path / name).read_bytes())
    return digest.hexdigest()[:32]


def _make(run: Run, folder: Path) -> None:
    model = run.load_model()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        export_onnx(model, folder)  # each file complete or absent, so a second process may do the same
    except OSError as error:
        raise ValueError(
            f"{folder} cannot be written: {error.strerror}; make it writable, "
            f"or set LATENT_LAB_DATA to a folder that is (now {os.environ.get('LATENT_LAB_DATA', 'not set')})"
        ) from error
