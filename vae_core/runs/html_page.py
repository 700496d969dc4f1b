"""The HTML page of a run: map, decoder, encoder, drawing pad and interpolation in one file, without a server.

The template is assets/single_file.html; this module fills in the parts in double braces.
"""

import base64
import gzip
import json
import re
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import onnx
import torch
from google.protobuf.message import DecodeError
from safetensors.torch import save
from torch import Tensor

import vae_core
from vae_core.assets import ASSETS
from vae_core.datasets import load_for
from vae_core.files import DamagedRun, write_bytes
from vae_core.measures.projection import map_planes, principal_plane
from vae_core.models import model_class
from vae_core.runs.javascript_bundle import NAMES, bundle
from vae_core.runs.latents import read_latents
from vae_core.runs.licences import licences
from vae_core.runs.map_options import PRIOR_FILE, interpolate_options, map_options
from vae_core.runs.onnx_cache import DECODER, ENCODER, onnx_file
from vae_core.runs.run import Run

MAP, INTERPOLATE = "js/map/latent_map.js", "js/interpolate/interpolate.js"
PICTURE_BYTES = 1_700_000  # of gzipped images: all test images of MNIST, some hundreds of larger photographs
IMAGES_PER_FILE = 256  # as in assets/js/run/image_chunks.js
_OTHERS = 10_000  # codes of training images, for the means of classes and the nearest training image
_TRAINING, TEST = 0, 2  # the numbers of the splits in latents.safetensors
_NETWORK_INPUTS = {ENCODER: "images", DECODER: "z"}  # and their required inputs
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".onnx": "application/octet-stream"}
SENTENCE = (
    "Each point is an image, placed by the model's encoder. Drag the marker or any point to decode there. "
    "Draw your own image below the decoded image: the marker shows its code."
)


class _Points(NamedTuple):
    """The images that the page shows as points, with the pixels of the first of them."""

    tensors: dict[str, Tensor]  # as in latents.safetensors, `index` now counts the page's own pictures
    total: int
    chunks: list[bytes]  # gzipped, IMAGES_PER_FILE images each
    pictures: int


def write_page(run: Run, path: Path) -> Path:
    """Writes the page of `run` to `path`, all of it or nothing; returns `path`. Raises a ValueError where that fails."""
    return write_export(path, page(run))


def write_export(path: Path, content: bytes) -> Path:
    """Writes a file for a person to `path`, all of it or nothing; returns `path`. Raises a ValueError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    except OSError as error:
        raise ValueError(
            f"{path} cannot be written: {error.strerror}; choose another place, in a folder that is yours"
        ) from error
    return path


def check_page(run: Run) -> None:
    """Raises a ValueError where `run` cannot become a page."""
    _networks(run)
    _shown_rows(run)


def page(run: Run) -> bytes:
    """The HTML page of `run`, in UTF-8. Raises a ValueError naming the file that is missing or not valid."""
    networks = _networks(run)
    points = _points(run)
    modules = bundle(MAP) | bundle(INTERPOLATE)
    planes = map_planes(run.config.latent_dim, lambda: principal_plane(points.tensors["mean"]))
    files = [_script(path, content) for path, content in sorted(modules.items())]
    files += [_script(f"run/{name}", content) for name, content in networks.items()]
    files += [_script("run/latents.safetensors", save(points.tensors))]
    if (run.path / PRIOR_FILE).exists():
        files += [_script(f"run/{PRIOR_FILE}", (run.path / PRIOR_FILE).read_bytes())]
    files += [_script(f"run/images/{number}", chunk, is_packed=True) for number, chunk in enumerate(points.chunks)]
    title = f"Latent map: {run.config.dataset.title}"
    return _filled(
        {
            "title": escape(title),
            "icon": base64.b64encode((ASSETS / "icon.svg").read_bytes()).decode(),
            "sentence": SENTENCE,
            "facts": "".join(f"<div><dt>{escape(n)}</dt><dd>{escape(v)}</dd></div>" for n, v in _facts(run)),
            "map_entry": NAMES + MAP,
            "map_options": _as_attribute(
                map_options(run, "run", planes) | {"plane": planes[0]["key"], "fillsWindow": True}
            ),
            "interpolate_entry": NAMES + INTERPOLATE,
            "interpolate_options": _as_attribute(interpolate_options(run, "run", planes) | {"address": {}}),
            "contents": _contents(points),
            "licences": "".join(
                f"<h2>{escape(name)}</h2><pre>{escape(text)}</pre>"
                for name, text in licences(run.config.dataset, modules)
            ),
            "files": "\n".join(files),
            "boot": (ASSETS / "js" / "single_file.js").read_text(encoding="utf-8"),
        }
    ).encode()


def _filled(parts: dict[str, str]) -> str:
    template = (ASSETS / "single_file.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template)


def _as_attribute(options: dict[str, Any]) -> str:
    return escape(json.dumps(options, allow_nan=False))


def _script(path: str, content: bytes, is_packed: bool = False) -> str:
    """A file as an element of the page, in base64; gzipped unless it is already, by its name or by `is_packed`."""
    # mtime 0, so that the same run always gives the same bytes.
    packed = content if is_packed or path.endswith(".gz") else gzip.compress(content, 9, mtime=0)
    kind = _TYPES.get(Path(path).suffix, "application/octet-stream")
    mark = "" if path.endswith(".gz") else " data-packed"  # the reader of such a file unpacks it
    text = base64.b64encode(packed).decode()
    return f'<script type="text/plain" data-path="{escape(path)}" data-mime="{kind}"{mark}>{text}</script>'


def _networks(run: Run) -> dict[str, bytes]:
    """The two ONNX files of the run; checks their inputs."""
    if not run.is_over:
        raise DamagedRun(f"run {run.id} is still training; its page can be made when it has ended")
    found = {}
    for name, wanted in _NETWORK_INPUTS.items():
        path = onnx_file(run, name)
        try:
            found[name] = path.read_bytes()
            takes = [entry.name for entry in onnx.load_model_from_string(found[name]).graph.input]
        except (DecodeError, OSError) as error:
            raise DamagedRun(f"{path} cannot be read: {error}; export the run to ONNX again") from error
        inputs = [wanted, "label"] if model_class(run.config.model).is_conditional else [wanted]
        if takes != inputs:
            raise DamagedRun(
                f"run {run.id}: {name} takes {', '.join(takes) or 'nothing'}, where the page gives {', '.join(inputs)}"
            )
    return found


def _points(run: Run) -> _Points:
    tensors = _shown_rows(run)
    total = len(tensors["mean"])
    chunks, pictures = _packed_pictures(run, tensors["index"])
    own = torch.arange(total, dtype=torch.int32)
    return _Points(tensors | {"index": own}, total, chunks, pictures)


def _shown_rows(run: Run) -> dict[str, Tensor]:
    """The rows of latents.safetensors of test images, then of some training images; all rows where there is no test image."""
    tensors, size = read_latents(run), run.config.latent_dim
    mean, split = tensors["mean"], tensors["split"]
    if mean.ndim != 2 or mean.shape[1] != size:
        found = "x".join(map(str, mean.shape))
        raise DamagedRun(f"run {run.id}: latents.safetensors has means {found}; a map needs N x {size}")
    rows = torch.arange(len(mean))
    if bool((split == TEST).any()):
        rows = torch.cat([rows[split == TEST], rows[split == _TRAINING][:_OTHERS]])
    return {name: values[rows].contiguous() for name, values in tensors.items() if len(values) == len(mean)}


def _packed_pictures(run: Run, index: Tensor) -> tuple[list[bytes], int]:
    """Pictures of the images `index`, IMAGES_PER_FILE to a file, gzipped, up to PICTURE_BYTES; and their number.

    No images where they are not on this machine: the map works without them, as in the app.
    """
    try:
        images = load_for(run.config).images
    except ValueError:
        return [], 0
    if images.shape[1:] != run.shape or int(index.max()) >= len(images):
        return [], 0  # not the images that it was trained on
    chunks: list[bytes] = []
    count = 0
    for rows in torch.split(index.long(), IMAGES_PER_FILE):
        packed = gzip.compress(images[rows].numpy().tobytes(), 9, mtime=0)
        if chunks and sum(map(len, chunks)) + len(packed) > PICTURE_BYTES:
            break
        chunks.append(packed)
        count += len(rows)
    return chunks, count


def _facts(run: Run) -> list[tuple[str, str]]:
    """The facts about the model, as pairs of a name and a value."""
    config, summary = run.config, run.summary
    validation = summary.validation
    images = config.dataset.description
    facts = [
        ("Images", f"{config.subset:,} of {images}" if config.subset else images),
        ("Model", config.model.replace("_", " ")),
    ]
    facts += [("Latent dimensions", str(config.latent_dim))]
    facts += (
        [("beta", f"{config.beta:g}")] if config.beta is not None and validation and validation.kl is not None else []
    )
    facts += [("Parameters", f"{summary.parameters:,}")] if summary.parameters is not None else []
    named = [("Reconstruction", validation.reconstruction), ("KL", validation.kl)] if validation else []
    facts += [(name, f"{value:.1f} nats an image") for name, value in named if value is not None]
    facts += [("Trained", f"{summary.seconds:.0f} s")] if summary.seconds is not None else []
    return facts


def _contents(points: _Points) -> str:
    pictures = "all of them" if points.pictures == points.total else f"{points.pictures:,} of them"
    return (
        f"{points.total:,} points, pictures of {pictures}, the model's encoder and decoder: all in this file, which "
        f"asks no server for anything. Made by Latent Lab {escape(vae_core.__version__)}."
    )
