"""The frames of a run in its zip file; an import checks everything before it writes."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from vae_core.export.int8_decoder import Int8Decoder
from vae_core.files import write_bytes, write_json
from vae_core.models import Model
from vae_core.runs.frames import (
    FRAME_IMAGES,
    FRAMES_FOLDER,
    GRAPH,
    INDEX,
    MOST_IMAGES,
    SUBSET,
    index_from_plain,
    read_index,
)

FRAME_FILE_NAME = re.compile(
    rf"{FRAMES_FOLDER}/({'|'.join(map(re.escape, (INDEX, SUBSET, GRAPH)))}|[0-9]{{1,15}}\.safetensors)"
)
_Tensors = dict[str, Tensor]


def frame_files(folder: Path) -> list[str]:
    """The files of a run's frames for its zip file; an import makes the graph again from the weights."""
    frames = read_index(folder).frames
    return [f"{FRAMES_FOLDER}/{name}" for name in (INDEX, SUBSET, *(frame.name for frame in frames))] if frames else []


def import_frames(folder: Path, model: Model, contents: Mapping[str, bytes]) -> None:
    """Writes the frames in `contents` into the folder of the run of `model`; raises a ValueError where they do not fit it."""
    if f"{FRAMES_FOLDER}/{INDEX}" not in contents:
        return
    try:
        index = index_from_plain(json.loads(contents[f"{FRAMES_FOLDER}/{INDEX}"]))
    except json.JSONDecodeError as error:
        raise ValueError(f"{FRAMES_FOLDER}/{INDEX} is not JSON: {error}") from error
    decoder = Int8Decoder(model)
    numbers = {f"decoder.{place}": tensor for place, tensor in enumerate(decoder.numbers(model))}
    subset = _tensors(contents, SUBSET)
    count = _check_subset(subset, model)
    for frame in index.frames:
        _check_frame(frame.name, _tensors(contents, frame.name), numbers if frame.has_decoder else {}, model, count)
    (folder / FRAMES_FOLDER).mkdir()
    for name in (SUBSET, *(frame.name for frame in index.frames)):
        write_bytes(folder / FRAMES_FOLDER / name, contents[f"{FRAMES_FOLDER}/{name}"])
    write_bytes(folder / FRAMES_FOLDER / GRAPH, decoder.graph)
    frames = [asdict(frame) for frame in index.frames]
    write_json(folder / FRAMES_FOLDER / INDEX, {"frames": frames, "slots": decoder.slots})


def _tensors(contents: Mapping[str, bytes], name: str) -> _Tensors:
    if f"{FRAMES_FOLDER}/{name}" not in contents:
        raise ValueError(f"The zip file has no {FRAMES_FOLDER}/{name}, which {FRAMES_FOLDER}/{INDEX} names.")
    try:
        return load(contents[f"{FRAMES_FOLDER}/{name}"])
    except (SafetensorError, ValueError, KeyError) as error:
        raise ValueError(f"{FRAMES_FOLDER}/{name} is no safetensors file: {error}") from error


def _check_subset(subset: _Tensors, model: Model) -> int:
    """Checks the images of the frames and returns their number."""
    label, inputs = subset.get("label"), subset.get("inputs")
    if label is None or label.dtype != torch.int32 or label.ndim != 1 or not 1 <= len(label) <= MOST_IMAGES:
        raise ValueError(f"{FRAMES_FOLDER}/{SUBSET} has no labels of 1 to {MOST_IMAGES} images")
    if int(label.min()) < 0 or int(label.max()) >= max(1, model.architecture.labels):
        raise ValueError(f"{FRAMES_FOLDER}/{SUBSET} has labels that are no classes of these images")
    _check_pictures(f"{FRAMES_FOLDER}/{SUBSET}", inputs, model)
    return len(label)


def _check_frame(name: str, tensors: _Tensors, numbers: _Tensors, model: Model, count: int) -> None:
    """Raises a ValueError where these are not the tensors of a frame with a decoder of these weights."""
    mean = tensors.get("mean")
    if (
        mean is None
        or mean.dtype != torch.float32
        or mean.shape != (count, model.architecture.latent_dim)
        or not bool(mean.isfinite().all())
    ):
        raise ValueError(
            f"{FRAMES_FOLDER}/{name} has no mean of {count} x {model.architecture.latent_dim} finite numbers"
        )
    _check_pictures(f"{FRAMES_FOLDER}/{name}", tensors.get("reconstructions"), model)
    found = {key: (part.shape, part.dtype) for key, part in tensors.items() if key.startswith("decoder.")}
    if found != {key: (part.shape, part.dtype) for key, part in numbers.items()}:
        raise ValueError(f"{FRAMES_FOLDER}/{name} has another decoder than config.json asks for")


def _check_pictures(name: str, pictures: Tensor | None, model: Model) -> None:
    shape = model.architecture.shape
    if (
        pictures is None
        or pictures.dtype != torch.uint8
        or tuple(pictures.shape[1:]) != shape
        or len(pictures) > FRAME_IMAGES
    ):
        raise ValueError(
            f"{name} has no pictures of {' x '.join(map(str, shape))}, of which it holds at most {FRAME_IMAGES}"
        )
