"""A file of another program as a run: read, mapped, checked by running it, and written like a trained run."""

import contextlib
import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import Tensor

from vae_core.config import RunConfig
from vae_core.datasets import DATASETS, ImageSet, MissingData, dataset_of, load_for
from vae_core.foreign.conversion import converted_config, converted_model
from vae_core.foreign.layers import ForeignModel, dense_layers, proposed_model
from vae_core.foreign.onnx_layers import OnnxNetwork, onnx_networks
from vae_core.measures.metrics import codes_and_nats
from vae_core.models import Model
from vae_core.nn.networks import ACTIVATIONS
from vae_core.recording.final_files import training_facts, write_final_files
from vae_core.runs.run import Run, create_run
from vae_core.training.batches import BatchLoader
from vae_core.training.fit_encoder import fit_encoder
from vae_core.training.trainer import Trainer

MOST_MODEL_BYTES = 200_000_000
WEIGHT_ENDINGS = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
MODEL_ENDINGS = (".onnx", *WEIGHT_ENDINGS)
OUTPUTS = ("sigmoid", "linear")
_NESTED = ("state_dict", "model_state_dict", "model")  # the usual names of the weights in a checkpoint
_CHECKED = 200  # images with which activations are compared
_CLEARLY = 1.03  # ratio of two reconstruction losses from which on the activation of the lower one is taken
_TOLERANCE = 1e-4  # between the file, run by ONNX Runtime, and the imported decoder


@dataclass(frozen=True)
class ModelChoices:
    """The choices of the person who imports; an empty word means: propose it."""

    data: str = ""
    activation: str = ""
    output: str = ""
    person: str = ""


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
    foreign, decoder_file = _foreign_model(files, choices)
    data, image_set = _images_of(foreign, choices.data)
    foreign, notes = _completed(foreign, data, image_set, choices)
    config = converted_config(foreign, data)
    model = converted_model(foreign, config, image_set.shape)
    for file in files:
        if file.suffix.lower() == ".onnx":
            _check_against(file, model, foreign.latent_dim, is_decoder=file is decoder_file)
    beside = folder / f".import-{name}"  # hidden: a list of runs ignores it
    try:
        run = create_run(beside, config, person=choices.person)
        _write(run, config, image_set, model, foreign, notes, [file.name for file in files])
        beside.rename(folder / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return ImportedModel(Run(folder / name), tuple(foreign.mapping()), tuple(notes))


def _foreign_model(files: Sequence[Path], choices: ModelChoices) -> tuple[ForeignModel, Path | None]:
    """The model in the files, and the ONNX file that is its decoder."""
    for file in files:
        if file.suffix.lower() not in MODEL_ENDINGS:
            raise ValueError(f"{file.name} has the ending {file.suffix!r}; give {', '.join(MODEL_ENDINGS)}")
        if not file.is_file():
            raise ValueError(f"{file} is not there; give the file of a model")
        if (size := file.stat().st_size) > MOST_MODEL_BYTES:
            raise ValueError(
                f"{file.name} is of {size / 1e6:,.0f} MB; at most {MOST_MODEL_BYTES / 1e6:,.0f} MB are taken"
            )
    if all(file.suffix.lower() == ".onnx" for file in files) and len(files) <= 2:
        networks = [onnx_networks(file.read_bytes(), file.name) for file in files]
        found = _of_onnx([(file.name, read) for file, read in zip(files, networks, strict=True)])
        return found, next(file for file, read in zip(files, networks, strict=True) if _grows(read))
    if len(files) != 1:
        raise ValueError(f"{len(files)} files; give one file of weights, or an ONNX decoder and its ONNX encoder")
    layers = dense_layers(_weights_in(files[0]))
    sizes = _image_sizes(choices.data)
    return replace(proposed_model(layers, sizes), activation=choices.activation, output=choices.output), None


def _image_sizes(data: str) -> list[int]:
    """The numbers of values of the images of this program, the most usual first."""
    entries = [dataset_of(data)] if data else list(DATASETS.values())
    return list(dict.fromkeys(entry.values for entry in entries))


def _weights_in(file: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, or of a PyTorch file read without executing anything in it."""
    content = file.read_bytes()
    if file.suffix.lower() == ".safetensors":
        try:
            return load_safetensors(content)
        except (SafetensorError, ValueError, KeyError) as error:
            raise ValueError(f"{file.name} is no safetensors file: {error}; save the weights again") from error
    try:
        found: Any = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # of many classes: a hostile file may hold anything
        reason = str(error).strip().splitlines()[0][:120] if str(error).strip() else type(error).__name__
        raise ValueError(
            f"{file.name} holds more than weights, or is damaged ({reason}); save model.state_dict() alone"
        ) from error
    for name in _NESTED:
        if isinstance(found, dict) and isinstance(found.get(name), dict):
            found = found[name]
    if not isinstance(found, dict) or not found or not all(isinstance(each, Tensor) for each in found.values()):
        raise ValueError(
            f"{file.name} holds {type(found).__name__}, not tensors by name; save model.state_dict() alone"
        )
    return {str(name).removeprefix("module."): tensor for name, tensor in found.items()}


def _of_onnx(read: list[tuple[str, tuple[OnnxNetwork, ...]]]) -> ForeignModel:
    """The model of a decoder, with the encoder of a second file: the one whose output is smaller than its input."""
    decoders = [(name, networks) for name, networks in read if _grows(networks)]
    encoders = [(name, networks) for name, networks in read if not _grows(networks)]
    if len(decoders) != 1:
        found = "two decoders" if decoders else "no decoder, whose output is larger than its input"
        raise ValueError(f"{', '.join(name for name, _ in read)}: {found}; give one decoder and perhaps its encoder")
    name, networks = decoders[0]
    if len(networks) != 1 or networks[0].last not in ("", "sigmoid"):
        raise ValueError(
            f"{name} has {len(networks)} outputs and ends with {networks[0].last or 'no activation'}; "
            "a decoder has one, with sigmoid or no activation"
        )
    decoder = networks[0]
    output = "sigmoid" if decoder.last else "linear"
    if not encoders:
        return ForeignModel((), None, None, decoder.layers, decoder.activation, output)
    (name, heads), size = encoders[0], decoder.layers[0].inputs
    activations = {each.activation for each in (decoder, *heads)} - {""}
    if len(activations) > 1:
        raise ValueError(f"encoder and decoder have the activations {sorted(activations)}; one for both is taken")
    activation = next(iter(activations), "")
    if any(head.last for head in heads):
        raise ValueError(f"{name} ends with {heads[0].last}; the code is the output of a layer without an activation")
    known = ForeignModel((), None, None, decoder.layers, activation, output)
    if len(heads) == 1:
        proposed = proposed_model([*heads[0].layers, *decoder.layers], [known.values])
        return replace(proposed, activation=activation, output=output)
    trunk, mean, log_var = heads[0].layers[:-1], heads[0].layers[-1], heads[1].layers[-1]
    if len(heads) > 2 or mean.outputs != size or log_var.weight.shape != mean.weight.shape:
        raise ValueError(
            f"{name} has {len(heads)} outputs; an encoder gives mean and log-variance of {size} numbers each"
        )
    return replace(known, encoder=trunk, mean=mean, log_var=log_var)


def _grows(networks: tuple[OnnxNetwork, ...]) -> bool:
    """True for a decoder, whose output is larger than its input."""
    return networks[0].layers[-1].outputs > networks[0].layers[0].inputs


def _images_of(foreign: ForeignModel, data: str) -> tuple[str, ImageSet]:
    """The data set of the images that the model's map shows: the wanted one, or the first of this size that is here."""
    entries = {data: dataset_of(data)} if data else DATASETS
    fitting = [name for name, entry in entries.items() if entry.values == foreign.values]
    for name in fitting:
        with contextlib.suppress(MissingData):
            return name, load_for(RunConfig(data=name))
    if fitting:
        raise ValueError(f"the images of {fitting[0]} are not on this machine; download them on the Train page first")
    words = (
        f"{data} has images of {entries[data].values} values" if data else "no data set here has images of this size"
    )
    raise ValueError(f"the decoder gives {foreign.values} values an image; {words}; add a data set of this size first")


def _completed(
    foreign: ForeignModel, data: str, image_set: ImageSet, choices: ModelChoices
) -> tuple[ForeignModel, list[str]]:
    """The model with its activation and output, where the file does not name them, and notes on the choice."""
    notes = []
    if choices.activation and choices.activation not in ACTIVATIONS:
        raise ValueError(f"unknown activation {choices.activation!r}; choose from {', '.join(ACTIVATIONS)}")
    if choices.output and choices.output not in OUTPUTS:
        raise ValueError(f"unknown output {choices.output!r}; choose from {', '.join(OUTPUTS)}")
    if not foreign.output:
        foreign = replace(foreign, output="sigmoid")
        notes.append("The file does not name the last activation of the decoder: sigmoid was taken.")
    if not foreign.activation and len(foreign.decoder) > 1:
        tried = {name: _error(replace(foreign, activation=name), data, image_set) for name in ACTIVATIONS}
        best = min(tried, key=lambda name: tried[name])
        # ReLU is by far the most usual; a wrong activation costs a trained model more than this.
        best = best if tried["relu"] > _CLEARLY * tried[best] else "relu"
        foreign = replace(foreign, activation=best)
        notes.append(f"The file does not name the activation: {best} was taken, after a test on images of {data}.")
    return foreign, notes


def _error(foreign: ForeignModel, data: str, image_set: ImageSet) -> float:
    """The mean reconstruction loss on some images; infinite where there is no encoder, or the sizes cannot be."""
    if foreign.mean is None:
        return 0.0 if foreign.activation == "relu" else float("inf")
    try:
        model = converted_model(foreign, converted_config(foreign, data), image_set.shape)
    except ValueError:
        return float("inf")
    _, nats = codes_and_nats(model, BatchLoader(image_set), image_set.test[:_CHECKED])
    return float(nats.mean())


def _check_against(file: Path, model: Model, latent_dim: int, is_decoder: bool) -> None:
    """Opens the file itself and runs a decoder. Raises a ValueError where the imported network gives other numbers."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(file.read_bytes(), options, providers=["CPUExecutionProvider"])
        (entry,) = session.get_inputs()
        if not is_decoder:
            return  # the codes of an encoder are checked by the reconstruction
        z = torch.randn(1, latent_dim, generator=torch.Generator().manual_seed(0))
        sizes = entry.shape[1:]  # a size that the file leaves open is a word or None
        shape = sizes if sizes and all(isinstance(size, int) for size in sizes) else [latent_dim]
        theirs = np.asarray(session.run(None, {entry.name: z.reshape(1, *shape).numpy()})[0])
    except Exception as error:  # ONNX Runtime has classes of errors of its own
        raise ValueError(f"{file.name} cannot be run ({str(error).splitlines()[0][:120]}); export it again") from error
    with torch.no_grad():
        ours = model.decode(z).numpy()
    difference = float(np.abs(ours.reshape(-1) - theirs.reshape(-1)).max())
    if not difference <= _TOLERANCE:
        raise ValueError(f"{file.name} gives other images than its layers say (by {difference:.2g}); export it again")


def _write(
    run: Run,
    config: RunConfig,
    image_set: ImageSet,
    model: Model,
    foreign: ForeignModel,
    notes: list[str],
    names: list[str],
) -> None:
    trainer = Trainer(config, image_set)
    trainer.model.load_state_dict(model.state_dict())
    if foreign.mean is None:
        fit_encoder(trainer.model, trainer.loader, image_set)
        notes.append("The file has no encoder: one was trained here for the decoder, whose weights were kept.")
    run.update_summary(**training_facts(trainer), imported_from=names, mapping=foreign.mapping())
    words = f"Imported from {', '.join(names)}. {' '.join(notes)}".strip()
    write_final_files(run, trainer, "finished", words)
