"""A file of another program as a run: read, mapped, checked by running it, and written like a trained run."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vae_core.foreign.found_model import FoundModel, ModelChoices, found_model
from vae_core.foreign.model_files import check_files
from vae_core.models import Model
from vae_core.nn.networks.imported import products_of
from vae_core.recording.final_files import training_facts, write_final_files
from vae_core.runs.run import Run, create_run
from vae_core.training.fit_encoder import fit_encoder
from vae_core.training.trainer import Trainer

_TOLERANCE = 1e-4  # between the file, run by ONNX Runtime, and the imported network
_MOST_BATCH = 1025
_FIT_STEPS, _FIT_PRODUCTS = 600, 2e10  # optimizer steps for a new encoder; fewer where an image takes more products
_MOST_PRODUCTS = 5e11  # of the codes in the run, about 20 s of one CPU core: then those of the test images alone


@dataclass(frozen=True)
class ImportedModel:
    """The new run, what each layer was taken for, and what a person should check."""

    run: Run
    mapping: tuple[str, ...]
    notes: tuple[str, ...]


def import_model(files: Sequence[Path], folder: Path, name: str, choices: ModelChoices) -> ImportedModel:
    """Writes a run with the weights of other programs' files. Raises a ValueError naming what cannot be imported.

    `files` are one file with weights, or an ONNX decoder and perhaps an ONNX encoder.
    """
    check_files(files)
    found = found_model(files, choices)
    for number, file in enumerate(files):
        if file.suffix.lower() == ".onnx":
            _check_against(file, number == found.decoder_place, found)
    beside = folder / f".import-{name}"  # hidden: a list of runs ignores it
    try:
        run = create_run(beside, found.config, person=choices.person)
        notes = _write(run, found, [file.name for file in files])
        beside.rename(folder / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return ImportedModel(Run(folder / name), found.mapping, tuple(notes))


def _check_against(file: Path, is_decoder: bool, found: FoundModel) -> None:
    """Runs the file itself. Raises a ValueError where the imported network gives other numbers."""
    network = _decoded if is_decoder else _encoded
    generator = torch.Generator().manual_seed(0)
    shape = (found.config.latent_dim,) if is_decoder else found.image_set.shape
    given = (torch.randn if is_decoder else torch.rand)(1, *shape, generator=generator)
    theirs = _run(file, given)
    with torch.no_grad():
        ours = network(found.model, given).numpy().reshape(-1)
    difference = float(np.abs(ours - theirs).max()) if ours.shape == theirs.shape else float("inf")
    if not difference <= _TOLERANCE * max(1.0, float(np.abs(theirs).max())):
        what = "images" if is_decoder else "codes"
        raise ValueError(f"{file.name} gives other {what} than its layers say (by {difference:.2g}); export it again")


def _run(file: Path, given: torch.Tensor) -> np.ndarray[Any, np.dtype[Any]]:
    """Returns all outputs of a file by ONNX Runtime, (F,), for one code or image of a batch of one, (1, ...)."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as runtime

    # They share no class but Exception. RuntimeError is PyTorch's, where the file's sizes do not fit.
    known = [each for each in vars(runtime).values() if isinstance(each, type) and issubclass(each, Exception)]
    errors: tuple[type[Exception], ...] = (RuntimeError, *known)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(file.read_bytes(), options, providers=["CPUExecutionProvider"])
        (entry,) = session.get_inputs()
        sizes = _sizes(entry.shape[1:], tuple(given.shape[1:]))
        batch = entry.shape[0] if entry.shape else 1  # it may be exported for one batch size
        count = batch if batch in range(1, _MOST_BATCH) else 1
        results = session.run(None, {entry.name: given.reshape(1, *sizes).expand(count, *sizes).numpy()})
    except errors as error:
        raise ValueError(f"{file.name} cannot be run ({str(error).splitlines()[0][:120]}); export it again") from error
    values = [np.atleast_1d(np.asarray(each))[:1].reshape(-1) for each in results]
    if any(each.dtype.kind not in "fiub" for each in values):
        raise ValueError(f"{file.name} gives values that are no numbers; export it again")
    return np.concatenate(values)


def _decoded(model: Model, z: torch.Tensor) -> torch.Tensor:
    return model.decode(z)


def _encoded(model: Model, images: torch.Tensor) -> torch.Tensor:
    codes: torch.Tensor = model.encoder(images)
    return codes


def _sizes(named: Sequence[Any], shape: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes of the file's input after the batch; one that the file leaves open is a word or None."""
    if named and all(isinstance(size, int) for size in named):
        return tuple(named)
    if len(named) == 1:
        return (int(np.prod(shape)),)
    return (*shape, *[1] * (len(named) - len(shape)))


def _write(run: Run, found: FoundModel, names: list[str]) -> list[str]:
    """Writes the files of the run; returns all notes."""
    trainer, notes = Trainer(found.config, found.image_set), list(found.notes)
    trainer.model.load_state_dict(found.model.state_dict())
    if not found.has_encoder:
        fit_encoder(trainer.model, trainer.loader, found.image_set, _fit_steps(found))
        notes.append("The file has no encoder: one was trained here for the decoder, whose weights were kept.")
    run.update_summary(**training_facts(trainer), imported_from=names, mapping=list(found.mapping))
    words = f"Imported from {', '.join(names)}. {' '.join(notes)}".strip()
    write_final_files(run, trainer, "finished", words, most_codes=_MOST_PRODUCTS / _products(found))
    return notes


def _fit_steps(found: FoundModel) -> int:
    """The optimizer steps for a new encoder: a large decoder would take longer than an import may."""
    return int(max(30, min(_FIT_STEPS, _FIT_PRODUCTS / _products(found))))


def _products(found: FoundModel) -> int:
    """The multiplications for one image of encoder and decoder; 1 for dense networks, which are fast enough."""
    layers = found.config.layers
    if layers is None:
        return 1
    encoder = products_of(layers.encoder, found.image_set.shape)
    return encoder + products_of(layers.decoder, (found.config.latent_dim,))
