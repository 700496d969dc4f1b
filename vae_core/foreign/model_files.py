"""The files of other programs' models: which are taken, and their tensors, read without executing anything in them."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import Tensor

from vae_core.foreign.weight_parts import natural

MOST_MODEL_BYTES = 200_000_000
WEIGHT_ENDINGS = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
MODEL_ENDINGS = (".onnx", *WEIGHT_ENDINGS)
_NESTED = ("state_dict", "model_state_dict", "model")  # the usual names of the weights in a checkpoint


def check_files(files: Sequence[Path]) -> None:
    """Raises a ValueError for a file that is missing, too large or of another kind, and for too many files."""
    for file in files:
        if file.suffix.lower() not in MODEL_ENDINGS:
            raise ValueError(f"{file.name} has the ending {file.suffix!r}; give {', '.join(MODEL_ENDINGS)}")
        if not file.is_file():
            raise ValueError(f"{file} is not there; give the file of a model")
        if (size := file.stat().st_size) > MOST_MODEL_BYTES:
            raise ValueError(
                f"{file.name} is of {size / 1e6:,.0f} MB; at most {MOST_MODEL_BYTES / 1e6:,.0f} MB are taken"
            )
    if len(files) != 1 and not (is_onnx(files) and len(files) == 2):
        raise ValueError(f"{len(files)} files; give one file of weights, or an ONNX decoder and its ONNX encoder")


def is_onnx(files: Sequence[Path]) -> bool:
    """Returns True if all files are ONNX files."""
    return all(file.suffix.lower() == ".onnx" for file in files)


def weights_in(file: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, or of a PyTorch file read without executing anything in it."""
    content = file.read_bytes()
    if file.suffix.lower() == ".safetensors":
        try:
            tensors = load_safetensors(content)
            return {name: tensors[name] for name in sorted(tensors, key=natural)}  # the file keeps no order of its own
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
