"""The zip file of a run, to open on another machine; an import checks all of it before it writes anything."""

import io
import json
import os
import shutil
import stat
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from vae_core.config import RunConfig, config_from_json, weightless_model
from vae_core.datasets import DATASETS
from vae_core.export.onnx_files import export_onnx
from vae_core.export.prior_file import write_prior
from vae_core.files import read_json, write_bytes, write_json
from vae_core.runs.frame_zip import NAME, frame_files, import_frames
from vae_core.runs.history import final_config
from vae_core.runs.library import about_from_plain
from vae_core.runs.onnx_cache import NETWORK_FILES, onnx_file
from vae_core.runs.run import GOING_ON, STATES, Run, new_run_id
from vae_core.runs.summary import Summary
from vae_core.training.state import STATE, check_state, check_weights

JSON_FILES = ("config.json", "summary.json", "about.json", "test.json")
TENSOR_FILES = ("weights.safetensors", STATE, "latents.safetensors", "live.safetensors")
# The ONNX files are never imported: they are made again from the weights.
FILES = (*JSON_FILES, *TENSOR_FILES, *NETWORK_FILES, "metrics.jsonl")
OF_SERVER = ("person", "is_job", "deaths", "sweep")
MOST_FILES = 64
MOST_BYTES = 200_000_000  # unpacked, all files together
Tensors = dict[str, Tensor]


def zip_run(run: Run) -> bytes:
    """The run as a zip file: configuration, weights, results, title, tags and notes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (*FILES, *frame_files(run.path)):
            if name == "summary.json":
                archive.writestr(name, json.dumps(_without_server(read_json(run.path / "summary.json")), indent=1))
            elif (path := _packed_path(run, name)).is_file():
                archive.write(path, name)
    return packed.getvalue()


def _packed_path(run: Run, name: str) -> Path:
    if name in NETWORK_FILES:
        with suppress(ValueError):  # without them the zip file is complete: an import makes them from the weights
            return onnx_file(run, name)
    return run.path / name


def _without_server(summary: dict[str, Any]) -> dict[str, Any]:
    """The summary without the entries that only its server uses: the person and the state of the queue."""
    return {name: value for name, value in summary.items() if name not in OF_SERVER}


def import_run(packed: bytes, folder: Path, person: str = "") -> Run:
    """Writes the run of a zip file into a runs folder under a new name; raises a ValueError where it is not valid."""
    contents = _unpack(packed)
    summary = _check(contents)
    name = new_run_id()
    beside = folder / f".import-{name}"
    beside.mkdir(parents=True)
    try:
        for file in contents.keys() & {*FILES} - {*NETWORK_FILES, "summary.json"}:
            write_bytes(beside / file, contents[file])
        write_json(beside / "summary.json", _without_server(summary) | {"person": person})
        if "weights.safetensors" in contents:
            model = Run(beside).load_model()
            export_onnx(model, beside)
            import_frames(beside, model, contents)
            write_prior(beside, model)
        os.rename(beside, folder / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Run(folder / name)


def _unpack(packed: bytes) -> dict[str, bytes]:
    """The files of a zip file by name; checks names, number and sizes before it reads them."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = _members(archive)
            return {name: archive.read(member) for name, member in members.items()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"This is no zip file that can be read: {error}.") from error


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found = archive.infolist()
    if len(found) > MOST_FILES:
        raise ValueError(f"The zip file holds {len(found):,} files; a run has at most {MOST_FILES}.")
    members: dict[str, zipfile.ZipInfo] = {}
    for member in found:
        if member.is_dir() and _is_inside(member.filename.rstrip("/")):
            continue
        name = _checked_name(member)
        if name in members:
            raise ValueError(f"The zip file holds {name} twice; pack one run only.")
        members[name] = member
    size = sum(member.file_size for member in members.values())
    if size > MOST_BYTES:
        raise ValueError(
            f"The files are of {size / 1e6:,.0f} MB when unpacked; at most {MOST_BYTES / 1e6:,.0f} MB are taken."
        )
    return members


def _checked_name(member: zipfile.ZipInfo) -> str:
    """The name of a run's file, alone or inside one folder; raises a ValueError for any other."""
    name = member.filename
    if not _is_inside(name):
        raise ValueError(f"The zip file holds {name[:80]!r}, a name that leads out of its folder.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ValueError(f"The zip file holds {name[:80]!r} as a link; only plain files are taken.")
    if member.flag_bits & 1:
        raise ValueError(f"{name[:80]!r} is encrypted; pack the run without a password.")
    *folders, last = name.split("/")
    if NAME.fullmatch(framed := "/".join([*folders[-1:], last])) and len(folders) <= 2:
        return framed
    if len(folders) > 1 or last not in FILES:
        raise ValueError(f"The zip file holds {name[:80]!r}, which is no file of a run; a run has {', '.join(FILES)}.")
    return last


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not any(sign in name for sign in "\\:\0")


def _check(contents: dict[str, bytes]) -> dict[str, Any]:
    """Raises a ValueError naming the first file that is not valid; returns the summary to write."""
    for needed in ("config.json", "summary.json"):
        if needed not in contents:
            raise ValueError(f"The zip file has no {needed}; export a run to see what one looks like.")
    plain = {name: _json(name, contents[name]) for name in JSON_FILES if name in contents}
    config = config_from_json(contents["config.json"].decode())
    about_from_plain(plain.get("about.json", {}))
    _check_metrics(config, contents.get("metrics.jsonl", b""))
    tensors = {name: _tensors(name, contents[name]) for name in TENSOR_FILES if name in contents}
    model = weightless_model(config)
    if weights := tensors.get("weights.safetensors"):
        check_weights(model, weights, "weights.safetensors")
    if state := tensors.get(STATE):
        check_state(model, state, _numbers(contents[STATE]))
    _check_codes(config, tensors)
    return _checked_summary(config, plain["summary.json"])


def _json(name: str, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{name} holds {type(found).__name__}, not a JSON object")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _tensors(name: str, content: bytes) -> Tensors:
    try:
        tensors = load(content)
    except (SafetensorError, ValueError, KeyError) as error:
        raise ValueError(f"{name} is no safetensors file: {error}") from error
    if not tensors:
        raise ValueError(f"{name} holds no tensors")
    return tensors


def _numbers(content: bytes) -> dict[str, Any]:
    """The plain values beside the tensors of a valid safetensors file."""
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return _json(f"{STATE}, its numbers,", header.get("__metadata__", {}).get("numbers", "{}").encode())


def _check_metrics(config: RunConfig, content: bytes) -> None:
    """Checks that each line is a report of a step or a valid event; ignores an incomplete last line."""
    lines, events = content.decode(errors="replace").splitlines(), []
    for number, line in enumerate(lines, 1):
        try:
            found = _json(f"metrics.jsonl, line {number},", line.encode())
        except ValueError:
            if number == len(lines):
                break
            raise
        step = found.get("step")
        if type(step) is not int or step < 0:
            raise ValueError(f"metrics.jsonl, line {number}, has step {step!r}; it must be a whole number")
        if "event" in found:
            events.append(found)
    final_config(config, events)


def _check_codes(config: RunConfig, tensors: dict[str, Tensors]) -> None:
    """Checks that codes and images have the sizes that config.json asks for, one row per image."""
    if (codes := tensors.get("latents.safetensors")) is not None:
        _check_rows("latents.safetensors", codes, config, ("mean", "label", "index", "split"))
        index = codes["index"]
        if index.is_floating_point() or not len(index) or int(index.min()) < 0:
            raise ValueError("latents.safetensors has an index that names no images; they count from 0")
    if (live := tensors.get("live.safetensors")) is not None:
        _check_rows("live.safetensors", live, config, ("mean", "label"))
        for name in ("inputs", "reconstructions", *({"samples"} & live.keys())):
            pictures = live.get(name, torch.zeros(0))
            if tuple(pictures.shape[1:]) != DATASETS[config.data].shape or pictures.dtype != torch.uint8:
                raise ValueError(f"live.safetensors has {name} that are no images of {config.data}")


def _check_rows(file: str, tensors: Tensors, config: RunConfig, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in tensors:
            raise ValueError(f"{file} has no {name}")
        if len(tensors[name]) != len(tensors["mean"]):
            raise ValueError(f"{file} has {len(tensors[name])} rows of {name} and {len(tensors['mean'])} of mean")
    mean, label = tensors["mean"], tensors["label"]
    if mean.shape != (len(mean), config.latent_dim) or not mean.is_floating_point() or not mean.isfinite().all():
        raise ValueError(
            f"{file} has codes {tuple(mean.shape)}; they must be finite, {config.latent_dim} for each image"
        )
    classes = len(DATASETS[config.data].class_names)
    if label.is_floating_point() or (len(label) and not 0 <= int(label.min()) <= int(label.max()) < max(1, classes)):
        raise ValueError(f"{file} has labels that {config.data} has not; they are from 0 to {classes - 1}")


def _checked_summary(config: RunConfig, summary: dict[str, Any]) -> dict[str, Any]:
    """The summary of an imported run; no process trains it, so a run in training becomes an interrupted one."""
    shape = DATASETS[config.data].shape
    dataset = summary.get("dataset")
    if "dataset" in summary and (not isinstance(dataset, dict) or dataset.get("shape") != list(shape)):
        raise ValueError(f"summary.json has another image shape than {config.data}, whose images are {list(shape)}")
    validation = summary.get("validation")
    for name, value in validation.items() if isinstance(validation, dict) else ():  # entries of other programs as well
        if name != "kl_per_dim" and type(value) not in (int, float, type(None)):
            raise ValueError(f"summary.json: validation has {name[:40]} {str(value)[:40]!r}; it must be a number")
    found = Summary.from_plain(summary)
    if found.status not in STATES:
        raise ValueError(f"summary.json has status {found.status[:40]!r}; choose from {', '.join(STATES)}")
    if found.status in GOING_ON:
        return summary | {"status": "interrupted", "message": "It was not over when it was exported."}
    return summary
