"""Thumbnails of runs: latent map, images and reconstructions; made once and stored in the run's folder."""

import base64
import io
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from dashboard.ui.palette import class_colours
from vae_core.assets import ASSETS
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_tensors, write_bytes
from vae_core.measures.projection import principal_plane
from vae_core.results.class_marks import CORNERS, POINT_SHAPES, PointShape, class_shape
from vae_core.results.figures import PRIOR_RADII, has_standard_prior
from vae_core.runs.run import Run

THUMBNAIL_SIDE = 56  # pixels of the map, and of two images one above the other
MAP_SIDES = (112, 224, 448)  # of a map alone
THUMBNAIL_IMAGES = 5  # images, each above its reconstruction
DOTS = 1200
# Standard deviations of N(0, I) from the middle of a map to its edge, at least: so most maps have one scale, and the codes
# of a collapsed posterior are one dot in the middle.
PRIOR_REACH = 3.0
_MOST_NAMES = 10  # of a map, beyond which they may not cover one another
_RIM = 2  # pixels around the letters of a name
_CIRCLE = (128, 128, 128, 255)
THUMBNAIL_NAME = "picture.png"


def picture_url(run: Run) -> str | None:
    """Returns the run's thumbnail as a data address, made again after more training; None before any."""
    try:
        return _picture_url(run)
    except (OSError, ValueError, KeyError):
        return None  # a list without a thumbnail is better than none; the run's own page shows the error


@cached_by_file("live.safetensors", entries=1024)
def _picture_url(run: Run) -> str:
    kept, source = run.path / THUMBNAIL_NAME, run.path / "live.safetensors"
    date = source.stat().st_mtime_ns
    # The picture has the date of its source: after the clock was set back, an old picture may be younger than the source.
    if kept.exists() and (kept.is_relative_to(ASSETS) or kept.stat().st_mtime_ns == date):
        content = kept.read_bytes()
    else:
        content = draw(read_tensors(source)[0], has_standard_prior(run.config))
        with suppress(OSError):  # a disk that is full or read-only
            write_bytes(kept, content)
            os.utime(kept, ns=(date, date))
    return picture_address(content)


def picture_address(content: bytes) -> str:
    """Returns the data address of a PNG file's bytes."""
    return "data:image/png;base64," + base64.b64encode(content).decode()


def map_version(run: Run) -> int:
    """Returns a number that changes with the run's map; 0 if there is none yet."""
    try:
        return (run.path / "live.safetensors").stat().st_mtime_ns
    except OSError:
        return 0


@cached_by_file("live.safetensors", entries=256)
def map_png(run: Run, side: int = MAP_SIDES[0]) -> bytes:
    """Returns the run's map, `side` pixels square, as the bytes of a PNG file; a ValueError if there is none."""
    live = _live(run, "mean", "label")
    return _png(small_map(live["mean"], live["label"], side, has_standard_prior(run.config)))


@cached_by_file("live.safetensors", entries=256)
def digits_png(run: Run) -> bytes:
    """Returns the run's first images, each above its reconstruction, in their own pixels, as the bytes of a PNG file.

    A ValueError if there is none.
    """
    live = _live(run, "inputs", "reconstructions")
    rows = [np.concatenate([np.moveaxis(image, 0, 2) for image in live[name].numpy()], 1) for name in live]
    return _png(np.concatenate(rows).squeeze())


def _live(run: Run, *names: str) -> dict[str, torch.Tensor]:
    """Returns these tensors of a run's live.safetensors; a DamagedRun if one is missing."""
    live = read_tensors(run.path / "live.safetensors")[0]
    if missing := [name for name in names if name not in live]:
        raise DamagedRun(f"run {run.id}: live.safetensors has no {missing[0]}")
    return {name: live[name] for name in names}


def draw(live: dict[str, torch.Tensor], has_prior: bool) -> bytes:
    """Returns a PNG file: a map of codes (N, D), and the first images above their reconstructions (n, C, H, W)."""
    sheet = np.zeros((THUMBNAIL_SIDE, THUMBNAIL_SIDE + 4 + THUMBNAIL_IMAGES * THUMBNAIL_SIDE // 2, 4), np.uint8)
    sheet[:, :THUMBNAIL_SIDE] = small_map(live["mean"], live["label"], THUMBNAIL_SIDE, has_prior)
    for row, images in enumerate((live["inputs"], live["reconstructions"])):
        for column, image in enumerate(images[:THUMBNAIL_IMAGES].numpy()):
            top, left = row * THUMBNAIL_SIDE // 2, THUMBNAIL_SIDE + 4 + column * THUMBNAIL_SIDE // 2
            sheet[top : top + THUMBNAIL_SIDE // 2, left : left + THUMBNAIL_SIDE // 2] = _fitted(image)
    return _png(sheet)


def _png(sheet: NDArray[np.uint8]) -> bytes:
    """Returns RGBA pixels (H, W, 4) as a PNG file of 64 colours; grey (H, W) or RGB ones as they are."""
    file, picture = io.BytesIO(), Image.fromarray(sheet)
    kept = picture.quantize(64, Image.Quantize.FASTOCTREE) if picture.mode == "RGBA" else picture
    kept.save(file, "PNG", optimize=True)
    return file.getvalue()


def _fitted(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns an image (C, H, W) as RGBA, half as high as the thumbnail."""
    picture = Image.fromarray(np.moveaxis(image, 0, 2).squeeze()).convert("RGBA")
    return np.asarray(picture.resize((THUMBNAIL_SIDE // 2, THUMBNAIL_SIDE // 2), Image.Resampling.BOX))


def labelled_map(
    codes: torch.Tensor, labels: torch.Tensor, names: Sequence[str], side: int, has_prior: bool
) -> NDArray[np.uint8]:
    """Returns the small map with each class's name at the centre of its dots, for readers who cannot distinguish the colours.

    Of more than ten classes, names that would cover another one are left out.
    """
    codes, labels = codes[:DOTS], labels[:DOTS]
    half = Image.fromarray(small_map(codes, labels, side // 2, has_prior))
    picture = half.resize((side, side), Image.Resampling.NEAREST)
    points = _flat(codes.float(), has_prior)
    pen, places = ImageDraw.Draw(picture), 2 * _pixels(points, _view(points, side // 2, has_prior), side // 2) + 1
    numbers = np.unique(labels.numpy()).tolist()
    taken: list[tuple[float, float, float, float]] = []
    for number in numbers:
        middle = np.median(places[labels.numpy() == number], axis=0)
        at = (float(middle[0]), float(middle[1]))
        text = str(names[number])[:3] if number < len(names) else str(number)
        size = side // 11
        box = pen.textbbox(at, text, anchor="mm", font_size=size)
        if len(numbers) > _MOST_NAMES and any(_overlap(box, other) for other in taken):
            continue
        taken.append(box)
        pen.text(at, text, "white", anchor="mm", stroke_width=_RIM, stroke_fill="black", font_size=size)
    return np.asarray(picture)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Tells whether two boxes (left, top, right, bottom), each with its rim, cover one another."""
    rim = 2 * _RIM
    return one[0] < other[2] + rim and other[0] < one[2] + rim and one[1] < other[3] + rim and other[1] < one[3] + rim


def small_map(codes: torch.Tensor, labels: torch.Tensor, side: int, has_prior: bool = False) -> NDArray[np.uint8]:
    """Returns the first codes (N, D) as dots in their class's colour on a transparent background, RGBA (side, side, 4).

    More than two dimensions are projected to their principal plane; a single one becomes the height, spread evenly.
    `has_prior`: the prior is N(0, I); its circles of one and two standard deviations are drawn to scale.
    """
    points, labels = _flat(codes[:DOTS].float(), has_prior), labels[:DOTS]
    view = _view(points, side, has_prior)
    places = _pixels(points, view, side)
    inside = ((places >= 0) & (places <= side - max(2, side // 70))).all(1)
    colours = np.array([_rgba(colour) for colour in class_colours(int(labels.max()) + 1)], np.uint8)
    sheet = _circles(view, side) if has_prior and codes.shape[1] > 1 else np.zeros((side, side, 4), np.uint8)
    numbers = labels.numpy()
    shapes = np.array([class_shape(label) for label in numbers.tolist()])
    for shape in POINT_SHAPES:
        shown = inside & (shapes == shape)
        for down, right in _dot(max(2, side // 70), shape):
            sheet[places[shown, 1] + down, places[shown, 0] + right] = colours[numbers[shown]]
    return sheet


def _dot(width: int, shape: PointShape = "circle") -> list[tuple[int, int]]:
    """Returns the pixels of a point, down and right of the corner of a round one."""
    middle, reach = (width - 1) / 2, (width / 2) ** 2
    near = [(down, right) for down in range(width) for right in range(width)]
    if shape == "circle" or width < 4:  # fewer pixels have no shape
        return [(down, right) for down, right in near if (down - middle) ** 2 + (right - middle) ** 2 <= reach]
    picture = Image.new("1", (width, width))
    corners = [(middle * (1 + right / 1.3), middle * (1 + down / 1.3)) for right, down in CORNERS[shape]]
    ImageDraw.Draw(picture).polygon(corners, fill=1)
    return [(int(down), int(right)) for down, right in np.argwhere(np.asarray(picture))]


class _View(NamedTuple):
    """The middle of a map, and pixels for each unit of a code."""

    middle: NDArray[np.floating[Any]]
    scale: float


def _flat(codes: torch.Tensor, has_prior: bool) -> NDArray[np.float32]:
    """Returns codes (N, D) as points (N, 2); with a prior, its mean is the point (0, 0)."""
    if codes.shape[1] == 2:
        return codes.numpy()
    if codes.shape[1] == 1:
        points = torch.cat([torch.linspace(-1, 1, len(codes))[:, None] * codes.std(), codes], 1)
    else:
        plane = principal_plane(codes)
        points = (codes if has_prior else codes - plane.origin) @ plane.axes.T
    return points.numpy()


def _view(points: NDArray[np.float32], side: int, has_prior: bool) -> _View:
    """Returns the view with equal scales and all but the outermost hundredth of the points inside."""
    low, high = np.quantile(points, 0.005, axis=0), np.quantile(points, 0.995, axis=0)
    if has_prior:
        reach = max(PRIOR_REACH, float(np.abs([low, high]).max()))
        return _View(np.zeros(2, np.float32), (side - 3) / (2 * reach))
    return _View((low + high) / 2, (side - 3) / max(float((high - low).max()), 1e-6))


def _pixels(points: NDArray[np.float32], view: _View, side: int) -> NDArray[np.int64]:
    """Returns points (N, 2) as pixels, right and down."""
    return np.round((points - view.middle) * (view.scale, -view.scale) + side / 2 - 1).astype(int)


def _circles(view: _View, side: int) -> NDArray[np.uint8]:
    """Returns an empty map with the circles of one and two standard deviations of the prior N(0, I)."""
    picture = Image.new("RGBA", (side, side))
    for radius in PRIOR_RADII:
        reach = radius * view.scale
        edges = [side / 2 - 1 - reach] * 2 + [side / 2 - 1 + reach] * 2
        ImageDraw.Draw(picture).ellipse(edges, outline=_CIRCLE, width=max(1, side // 150))
    return np.array(picture)


def _rgba(colour: str) -> tuple[int, ...]:
    return (*bytes.fromhex(colour[1:]), 255)
