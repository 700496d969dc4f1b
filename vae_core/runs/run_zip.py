"""The zip file of a run, to open on another machine; an import checks all of it before it writes anything."""

import io
import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from vae_core.config import RunConfig, config_from_json, weightless_model
from vae_core.export.onnx_files import export_onnx
from vae_core.export.prior_file import write_prior
from vae_core.files import DamagedRun, read_json, write_bytes, write_json
from vae_core.runs.frame_zip import frame_files, import_frames
from vae_core.runs.history import final_config
from vae_core.runs.latents import LATENT_COLUMNS
from vae_core.runs.library import about_from_plain
from vae_core.runs.onnx_cache import NETWORK_FILES, onnx_file
from vae_core.runs.run import GOING_ON, STATES, Run, new_run_id
from vae_core.runs.summary import Summary
from vae_core.runs.zip_members import JSON_FILES, MOST_UNPACKED_BYTES, TENSOR_FILES, ZIPPED_FILES, unpack
from vae_core.training.report import Report
from vae_core.training.state import STATE, check_state, check_weights

_Result = TypeVar("_Result")
OF_SERVER = ("person", "is_job", "queue_serial", "deaths", "sweep")
IMPORT = ".import-"  # begins the name of a folder in which an import is under way
_LEFT_SECONDS = 3600.0  # after which such a folder is one of an import that was killed
LONGEST_LINE = 500_000  # of metrics.jsonl; a report with 1024 latent dimensions has 20,000
_NUMBER_TYPES = (
    torch.float32,
    torch.float16,
    torch.int64,
    torch.int32,
    torch.uint8,
    torch.int8,
)  # of the numbers of a run
_Tensors = dict[str, Tensor]


class Imported(NamedTuple):
    """A run that was imported, and the files that were passed over."""

    run: Run
    passed_over: tuple[str, ...]


def zip_run(run: Run) -> bytes:
    """The run as a zip file: configuration, weights, results, title, tags and notes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (*ZIPPED_FILES, *frame_files(run.path)):
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
    return import_zip(packed, folder, person).run


def import_zip(packed: bytes, folder: Path, person: str = "", name: str = "") -> Imported:
    """Does the same, and returns also the names of the files that were passed over; `name` is that of the new run."""
    files, passed_over = unpack(packed)
    summary = _understood(lambda: _check(files))
    _remove_killed_imports(folder)
    name = name or new_run_id()
    beside = folder / f"{IMPORT}{name}"  # hidden: a list of runs ignores it
    beside.mkdir(parents=True)
    try:
        for file in files.keys() & {*ZIPPED_FILES} - {*NETWORK_FILES, "summary.json"}:
            write_bytes(beside / file, files[file])
        write_json(beside / "summary.json", _without_server(summary) | {"person": person})
        if "weights.safetensors" in files:
            model = Run(beside).load_model()
            export_onnx(model, beside)
            _understood(lambda: import_frames(beside, model, files))
            write_prior(beside, model)
        os.rename(beside, folder / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Imported(Run(folder / name), passed_over)


def import_file(path: Path, folder: Path) -> Imported:
    """Imports a zip file from the disk; raises a ValueError where it cannot be read or is no run."""
    try:
        if path.stat().st_size > MOST_UNPACKED_BYTES:
            raise ValueError(
                f"{path} is of {path.stat().st_size / 1e6:,.0f} MB; at most {MOST_UNPACKED_BYTES / 1e6:,.0f} MB are taken"
            )
        packed = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}; give the zip file of a run") from error
    return import_zip(packed, folder)


def _remove_killed_imports(folder: Path) -> None:
    for path in folder.glob(f"{IMPORT}*"):
        with suppress(OSError):  # another process was quicker
            if time.time() - path.stat().st_mtime > _LEFT_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _understood(check: Callable[[], _Result]) -> _Result:
    """Returns what a check returns; its unexpected errors become a ValueError, for a file may hold anything."""
    try:
        return check()
    except (TypeError, RuntimeError, NotImplementedError, LookupError, AttributeError, OverflowError) as error:
        raise ValueError(
            f"The zip file holds something that no run has ({type(error).__name__}: {str(error).splitlines()[0][:120]})."
        ) from error


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
        found = json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # raises for half of a surrogate pair
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{name} holds half of a surrogate pair, which is no character; write the text again"
        ) from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} is not in UTF-8; save it as UTF-8 without a byte-order mark") from error
    except (ValueError, RecursionError) as error:
        advice = "; save it without a byte-order mark" if content.startswith(b"\xef\xbb\xbf") else ""
        raise ValueError(f"{name} is not JSON: {error}{advice}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{name} holds {type(found).__name__}, not a JSON object")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _tensors(name: str, content: bytes) -> _Tensors:
    try:
        tensors = load(content)
    except (SafetensorError, ValueError, KeyError) as error:
        raise ValueError(f"{name} is no safetensors file: {error}") from error
    if not tensors:
        raise ValueError(f"{name} holds no tensors")
    for key, value in tensors.items():
        if value.dtype not in _NUMBER_TYPES:
            kind = str(value.dtype).removeprefix("torch.")
            raise ValueError(f"{name} has {key[:60]} as {kind}; a run has numbers of float32, int32, int64 and uint8")
    return tensors


def _numbers(content: bytes) -> dict[str, Any]:
    """The plain values beside the tensors of a valid safetensors file."""
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return _json(f"{STATE}, its numbers,", header.get("__metadata__", {}).get("numbers", "{}").encode())


def _check_metrics(config: RunConfig, content: bytes) -> None:
    """Checks that each line is a report of a step or a valid event; ignores an incomplete last line."""
    lines, events = content.decode(errors="replace").splitlines(), []
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise ValueError(
                f"metrics.jsonl, line {number}, has {len(line):,} characters; at most {LONGEST_LINE:,} are taken"
            )
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
            _check_event(found, number)
            events.append(found)
            continue
        try:
            Report.from_plain(found)
        except DamagedRun as error:
            raise ValueError(f"metrics.jsonl, line {number}: {error}") from error
    final_config(config, events)


def _check_event(event: dict[str, Any], number: int) -> None:
    epoch, name = event.get("epoch", 0), event["event"]
    if not isinstance(name, str) or type(epoch) not in (int, float):
        raise ValueError(
            f"metrics.jsonl, line {number}, has the event {str(name)[:40]!r} at epoch {str(epoch)[:40]!r}; "
            "it must be a word at a number"
        )


def _check_codes(config: RunConfig, tensors: dict[str, _Tensors]) -> None:
    """Checks that codes and images have the sizes that config.json asks for, one row per image."""
    if (codes := tensors.get("latents.safetensors")) is not None:
        _check_rows("latents.safetensors", codes, config, LATENT_COLUMNS)
        index, split = codes["index"], codes["split"]
        if split.is_floating_point() or not 0 <= int(split.min()) <= int(split.max()) <= 2:
            raise ValueError("latents.safetensors has a split that is not 0, 1 or 2 for each image")
        if index.is_floating_point() or not len(index) or int(index.min()) < 0:
            raise ValueError("latents.safetensors has an index that names no images; they count from 0")
        _check_types("latents.safetensors", codes)
    if (live := tensors.get("live.safetensors")) is not None:
        _check_rows("live.safetensors", live, config, ("mean", "label"))
        for name in ("inputs", "reconstructions", *({"samples"} & live.keys())):
            pictures = live.get(name, torch.zeros(0))
            if tuple(pictures.shape[1:]) != config.dataset.shape or pictures.dtype != torch.uint8:
                raise ValueError(f"live.safetensors has {name} that are no images of {config.data}")
        _check_types("live.safetensors", live)


def _check_types(file: str, tensors: _Tensors) -> None:
    """Checks the number types, which the browser reads as they are."""
    for name, value in tensors.items():
        wanted = torch.float32
        if name in ("label", "index"):
            wanted = torch.int32
        elif name in ("split", "inputs", "reconstructions", "samples"):
            wanted = torch.uint8
        if value.dtype != wanted:
            found, right = (str(kind).removeprefix("torch.") for kind in (value.dtype, wanted))
            raise ValueError(f"{file} has {name[:40]} as {found}; it must be {right}")


def _check_rows(file: str, tensors: _Tensors, config: RunConfig, names: tuple[str, ...]) -> None:
    for name, values in tensors.items():
        wanted = {"mean": 2, "log_var": 2, "factors": 2, "inputs": 4, "reconstructions": 4, "samples": 4}.get(name, 1)
        if values.ndim != wanted:
            raise ValueError(f"{file} has {name[:40]} of {values.ndim} dimensions; a run has {wanted}")
    for name in names:
        if name not in tensors:
            raise ValueError(f"{file} has no {name}")
        if len(tensors[name]) != len(tensors["mean"]):
            raise ValueError(f"{file} has {len(tensors[name])} rows of {name} and {len(tensors['mean'])} of mean")
    mean, label = tensors["mean"], tensors["label"]
    if (spread := tensors.get("log_var")) is not None and (
        spread.shape != mean.shape or not spread.is_floating_point() or bool(spread.isnan().any())
    ):
        raise ValueError(
            f"{file} has log-variances {tuple(spread.shape)} and codes {tuple(mean.shape)}; each code has one"
        )
    for name in {"reconstruction", "factors"} & tensors.keys():
        if len(tensors[name]) != len(mean) or not tensors[name].is_floating_point():
            raise ValueError(f"{file} has {len(tensors[name])} rows of {name} and {len(mean)} of mean")
    if mean.shape != (len(mean), config.latent_dim) or not mean.is_floating_point() or not mean.isfinite().all():
        raise ValueError(
            f"{file} has codes {tuple(mean.shape)}; they must be finite, {config.latent_dim} for each image"
        )
    classes = len(config.dataset.class_names)
    if label.is_floating_point() or (len(label) and not 0 <= int(label.min()) <= int(label.max()) < max(1, classes)):
        raise ValueError(f"{file} has labels that {config.data} has not; they are from 0 to {classes - 1}")


def _checked_summary(config: RunConfig, summary: dict[str, Any]) -> dict[str, Any]:
    """The summary of an imported run; no process trains it, so a run in training becomes an interrupted one."""
    shape = config.dataset.shape
    dataset = summary.get("dataset")
    names = list(dict.fromkeys(config.classes)) or list(config.dataset.class_names)
    if isinstance(dataset, dict):
        dataset = {"class_names": names} | dataset
        summary = summary | {"dataset": dataset}
        if isinstance(dataset["class_names"], list) and len(dataset["class_names"]) != len(names):
            raise ValueError(
                f"summary.json has {len(dataset['class_names'])} class names; {config.data} has {len(names)} here"
            )
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
