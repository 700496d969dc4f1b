"""The commands that write images: decode, reconstruct, sample, traverse, interpolate. PNG is a sheet, NPZ the numbers."""

import argparse
import io
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Generator, Tensor

from vae_core.command_output import download_bar
from vae_core.commands.numbers import add_images, check_images, label_named, own_pictures
from vae_core.datasets import load_for
from vae_core.measures.codes import PATHS, code_path, decode, encode, traversal_codes
from vae_core.measures.metrics import SPLITS
from vae_core.models import Model
from vae_core.options import UsageError, add_command, add_download, check_range, run_at
from vae_core.pictures import sheet
from vae_core.runs.html_page import write_export
from vae_core.runs.run import Run
from vae_core.tables import read_codes

_ENDINGS = (".png", ".npz")
_MOST_ON_SHEET = 10_000  # images; more make a picture that no program shows
_MOST_SAMPLES = 100_000
_STEPS = 9
_PAIRS = 20


class _Result(NamedTuple):
    """The images of a command and the arrays that belong to them."""

    images: Tensor  # (N, C, H, W)
    columns: int  # of the sheet; 0: about square
    arrays: dict[str, Any]  # beside the images in an NPZ file


def add_parsers(commands: Any) -> None:
    """Adds the commands."""
    decoding = _add(commands, "decode", "write the images of codes in a file")
    codes = "CSV, NPZ, NPY or Parquet: columns mean_1, mean_2, ... or z_1, z_2, ... (as encode writes), label if needed"
    decoding.add_argument("--codes", type=Path, required=True, metavar="FILE", help=codes)
    decoding.add_argument("--label", default="", metavar="CLASS", help="class of all codes, for a conditional model")
    pairs = _add(commands, "reconstruct", "write images, each above its reconstruction")
    pairs.add_argument("--split", choices=SPLITS, help="images of the data set (default: test)")
    words = f"first N images of the split (default: {_PAIRS})"
    pairs.add_argument("--count", type=int, metavar="N", help=words)
    add_images(pairs)
    add_download(pairs)
    samples = _add(commands, "sample", "write samples from the prior")
    samples.add_argument("--count", type=int, default=64, metavar="N", help="number of samples (default: 64)")
    samples.add_argument("--seed", type=int, default=0, help="seed of the noise (default: 0)")
    words = "factor of the standard deviation; lower: more typical, less varied (default: 1)"
    samples.add_argument("--temperature", type=float, default=1.0, help=words)
    samples.add_argument("--label", default="", metavar="CLASS", help="class; default: one class after the other")
    rows = _add(commands, "traverse", "write a row for each latent dimension: the images as it changes")
    rows.add_argument("--image", type=int, metavar="ROW", help="begin at the code of this image; default: at 0")
    rows.add_argument(
        "--dims", type=int, nargs="+", metavar="D", help="latent dimensions, from 1 (default: all, at most 20)"
    )
    rows.add_argument("--steps", type=int, default=_STEPS, metavar="N", help=f"images in a row (default: {_STEPS})")
    rows.add_argument("--range", type=float, default=3.0, metavar="R", help="from -R to R (default: 3)")
    rows.add_argument("--label", default="", metavar="CLASS", help="class, for a conditional model without --image")
    add_download(rows)
    path = _add(commands, "interpolate", "write the images on the path between two images")
    ends = "row in the data set, as the map shows it, or a picture"
    path.add_argument("--from", dest="start", required=True, metavar="IMAGE", help=ends)
    path.add_argument("--to", dest="end", required=True, metavar="IMAGE", help=ends)
    path.add_argument("--path", default="linear", choices=tuple(PATHS), help="line or arc (default: linear)")
    path.add_argument("--steps", type=int, default=_STEPS, metavar="N", help=f"images on the path (default: {_STEPS})")
    path.add_argument("--label", default="", metavar="CLASS", help="class that is decoded; default: that of --from")
    path.add_argument("--invert", default="auto", choices=("auto", "yes", "no"), help="invert pictures (default: auto)")
    add_download(path)


def _add(commands: Any, name: str, help: str) -> argparse.ArgumentParser:
    parser = add_command(commands, name, help)
    parser.add_argument("run", type=Path, metavar="DIR")
    words = "file to write: .png, a sheet of all images, or .npz, the numbers"
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=words)
    return parser


def _decode(options: argparse.Namespace) -> None:
    run, model = _opened(options)
    codes, known = read_codes(options.codes, run.config.latent_dim)
    label = label_named(run, model, options.label)
    labels: Any = None
    if model.is_conditional:
        labels = np.full(len(codes), label) if label is not None else known
        if labels is None:
            raise UsageError(f"{options.codes} has no column `label`; give --label CLASS for all codes")
        labels = _as_labels(labels, len(codes), run)
    _write(options, run, _Result(decode(model, codes, labels), 0, {"z": codes}))


def _as_labels(given: Any, count: int, run: Run) -> Tensor:
    """Returns the labels (N,) of `count` codes. Raises a UsageError that names the first wrong value."""
    try:
        labels = torch.from_numpy(np.asarray(given).astype(np.float64))
    except (TypeError, ValueError) as error:
        raise UsageError(f"the column `label` holds something else than whole numbers: {error}") from error
    if labels.shape != (count,):
        raise UsageError(
            f"the column `label` has the shape {tuple(labels.shape)}; give one label for each of {count} codes"
        )
    most = len(run.trained_on.class_names) - 1
    is_wrong = ~((labels >= 0) & (labels <= most) & (labels == labels.floor()))  # NaN too
    if bool(is_wrong.any()):
        raise UsageError(
            f"the column `label` has {float(labels[is_wrong][0]):.12g}; labels are whole numbers from 0 to {most}"
        )
    return labels.long()


def _reconstruct(options: argparse.Namespace) -> None:
    run, model = _opened(options)
    check_images(options)
    count = _PAIRS if options.count is None else options.count
    check_range("--count", count, 1, _MOST_ON_SHEET)
    label = label_named(run, model, options.label)
    if options.images:
        if options.count is not None:
            raise UsageError(f"--count {count}: all pictures of --images are reconstructed; leave one of the two out")
        images = own_pictures(run, model, options).images
        labels = torch.full((len(images),), label or 0)
    else:
        image_set = load_for(run.config, download=options.download, progress=download_bar())
        rows = getattr(image_set, options.split or "test")[:count]
        images, labels = image_set.images[rows], image_set.labels[rows]
    if options.images and model.is_conditional and label is None:
        raise UsageError(f"--label is missing; choose from {', '.join(run.trained_on.class_names)}")
    codes = encode(model, images, labels)
    found = decode(model, codes.mean, labels if model.is_conditional else None)
    columns = min(len(images), 10)
    blank, pixels = torch.full((-len(images) % columns, *run.shape), 0.5), images / 255
    pairs = zip(*(torch.split(torch.cat([part, blank]), columns) for part in (pixels, found)), strict=True)
    shown = torch.cat([part for pair in pairs for part in pair])
    arrays = {"images": pixels, "reconstructions": found, "z": codes.mean, "reconstruction_nats": codes.reconstruction}
    _write(options, run, _Result(shown, columns, {name: values.numpy() for name, values in arrays.items()}))


def _sample(options: argparse.Namespace) -> None:
    run, model = _opened(options)
    check_range("--count", options.count, 1, _MOST_ON_SHEET if options.out.suffix.lower() == ".png" else _MOST_SAMPLES)
    check_range("--temperature", options.temperature, 0, 100)
    check_range("--seed", options.seed, 0, 2**31 - 1)
    labels, label = None, label_named(run, model, options.label)
    if model.is_conditional:
        every = torch.arange(options.count) % model.architecture.labels
        labels = every if label is None else torch.full((options.count,), label)
    with torch.no_grad():
        z = model.draw_codes(options.count, Generator().manual_seed(options.seed), options.temperature, labels)
    arrays = {"z": z.numpy()} | ({} if labels is None else {"label": labels.numpy()})
    _write(options, run, _Result(decode(model, z, labels), 0, arrays))


def _traverse(options: argparse.Namespace) -> None:
    run, model = _opened(options)
    check_range("--steps", options.steps, 2, 1000)
    check_range("--range", options.range, 0.001, 1_000_000)
    size = run.config.latent_dim
    if wrong := [each for each in options.dims or [] if not 1 <= each <= size]:
        raise UsageError(f"latent dimension {wrong[0]} does not exist; choose from 1 to {size}")
    centre, label = torch.zeros(size), label_named(run, model, options.label)
    if options.image is not None:
        centre, own = _code_of_row(options.image, run, model, options)
        label = own if label is None else label
    dims = [number - 1 for number in options.dims or range(1, min(size, 20) + 1)]
    values = torch.linspace(-options.range, options.range, options.steps).tolist()
    codes = traversal_codes(centre, dims, values).flatten(0, 1)
    _write(
        options, run, _Result(decode(model, codes, _one_label(run, model, label)), options.steps, {"z": codes.numpy()})
    )


def _interpolate(options: argparse.Namespace) -> None:
    run, model = _opened(options)
    check_range("--steps", options.steps, 2, 1000)
    label = label_named(run, model, options.label)
    ends = []
    for given in (options.start, options.end):
        if given.isdecimal():
            code, own = _code_of_row(int(given), run, model, options)
            label = own if label is None else label
        else:
            options.images = [Path(given)]
            images = own_pictures(run, model, options).images
            code = encode(model, images[:1], _one_label(run, model, label)).mean[0]
        ends.append(code)
    codes = code_path(ends[0], ends[1], options.steps, options.path)
    images = decode(model, codes, _one_label(run, model, label))
    _write(options, run, _Result(images, options.steps, {"z": codes.numpy()}))


def _one_label(run: Run, model: Model, label: int | None) -> Tensor | None:
    """The label as a tensor for a conditional model, else None; a UsageError where it is missing."""
    if not model.is_conditional:
        return None
    if label is None:
        raise UsageError(f"--label is missing; choose from {', '.join(run.trained_on.class_names)}")
    return torch.tensor([label])


def _code_of_row(row: int, run: Run, model: Model, options: argparse.Namespace) -> tuple[Tensor, int]:
    """The code of an image of the data set, and its label."""
    image_set = load_for(run.config, download=options.download, progress=download_bar())
    if not 0 <= row < len(image_set.images):
        raise UsageError(f"image {row} does not exist; choose from 0 to {len(image_set.images) - 1}")
    label = image_set.labels[row : row + 1]
    return encode(model, image_set.images[row], label).mean[0], int(label)


def _opened(options: argparse.Namespace) -> tuple[Run, Model]:
    """The run and its model; a UsageError for a file of another kind, before any work."""
    if options.out.suffix.lower() not in _ENDINGS:
        raise UsageError(
            f"--out {options.out} has the ending {options.out.suffix!r}; choose from {', '.join(_ENDINGS)}"
        )
    run = run_at(options.run)
    return run, run.load_model()


def _write(options: argparse.Namespace, run: Run, result: _Result) -> None:
    if options.out.suffix.lower() == ".png" and len(result.images) > _MOST_ON_SHEET:
        raise UsageError(
            f"{len(result.images):,} images do not fit on a sheet; write .npz, or at most {_MOST_ON_SHEET:,}"
        )
    file = io.BytesIO()
    if options.out.suffix.lower() == ".png":
        sheet(result.images, result.columns).save(file, "PNG")
    else:
        np.savez(file, **({"images": result.images.numpy()} | result.arrays))
    write_export(options.out, file.getvalue())
    facts = {"run": str(run.path), "images": len(result.images), "file": str(options.out)}
    print(json.dumps(facts) if options.json else options.out)


COMMANDS = {
    "decode": _decode,
    "reconstruct": _reconstruct,
    "sample": _sample,
    "traverse": _traverse,
    "interpolate": _interpolate,
}
