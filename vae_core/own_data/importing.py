"""The import of a source: its shape is chosen, each picture is fitted, and the set is stored; or a preview without storing."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np

from vae_core.own_data.options import PIXELS_AT_ONCE, SMALLEST_OWN_SIDE, SURVEYED, ImportOptions
from vae_core.own_data.pictures import Fitted, LeftOut, Looks, Picture, Pixels, Plan, fitted_image, looks
from vae_core.own_data.report import NO_LABEL, ImportReport, Tally, shown_name
from vae_core.own_data.sources import PictureSource
from vae_core.own_data.store import writer_in
from vae_core.own_sets import LARGEST_SIDE, LONGEST_CLASS, LONGEST_TITLE, NAME, OwnSet, own_folder

ShowCount = Callable[[int], None]  # receives the number of pictures that were read
LONGEST_SIDE = 64  # pixels that an image gets where the pictures are larger or differ
_AT_ONCE = 64  # pictures that are decoded together, by as many threads as there are cores
FEWEST_IMAGES = 3  # images: one to train on, one to validate, one to test
_BYTES_OF_FILES = 200_000_000  # after which no further file is read before these are decoded
THREADS = min(4, os.cpu_count() or 1)


class Preview(NamedTuple):
    """The first images as they would be stored, their labels, and the first files that would be left out."""

    images: Pixels  # (N, C, H, W)
    labels: list[str]
    left_out: list[LeftOut]
    shape: tuple[int, int, int]
    is_bright: bool  # dark shapes on bright: inversion may help
    of: int = 0  # pictures of the source, or 0 where it is not known


@dataclass(frozen=True)
class NewSet:
    """The name of a new data set: of its folder and configuration, and the title that people read."""

    name: str
    title: str
    person: str = ""


def new_name(title: str, person: str = "") -> NewSet:
    """Returns the name of a new set. A person's has 128 random bits, so nobody can guess it; the command line's is the title.

    Raises a ValueError for a title without letters, or that names a data set of the registry.
    """
    title = " ".join(title.split()).replace('"', "'").replace("\\", "/")  # an exported script has the title in a text
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise ValueError(f"the name is {title[:80]!r}; it must be one line of 1 to {LONGEST_TITLE} characters")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if person:
        return NewSet(f"{slug[:30].strip('-') or 'set'}-{secrets.token_hex(16)}", title, person)
    if not NAME.fullmatch(title):
        hint = f"such as {slug[:64]}" if NAME.fullmatch(slug[:64]) else "such as my-pictures"
        raise ValueError(f"the name is {title!r}; use small letters, digits, - and _, {hint}")
    # Here, because it loads PyTorch, and the process that reads uploads starts without it.
    from vae_core.datasets import DATASETS

    if title in DATASETS:
        raise ValueError(f"{title!r} is a data set of this program; choose another name")
    return NewSet(title, title)


def preview(source: PictureSource, options: ImportOptions, count: int = 12) -> Preview:
    """Returns the first `count` images as `import_pictures` would store them, fewer where the pictures are huge.

    Raises a ValueError where there are none.
    """
    plan = _plan(source, options)
    images: list[Pixels] = []
    labels: list[str] = []
    left: list[LeftOut] = []
    tally, refused, pixels = Tally(plan), 0, 0
    for found in source.read(options):
        result = fitted_image(found, plan) if isinstance(found, Picture) else found
        if isinstance(result, LeftOut):
            refused += isinstance(found, Picture)  # other files, which come first, may be many
            if len(left) < 10 * count:
                left.append(LeftOut(shown_name(result.name), result.reason))
        elif isinstance(found, Picture):
            label = _label(found, options)
            tally.add(result, label)
            images.append(result.pixels)
            labels.append(label)
            pixels += prod(result.size)
        if len(images) == count or pixels >= 2 * PIXELS_AT_ONCE or refused > 10 * count:
            break
    if not images:
        raise _nothing(source, left)
    is_bright = plan.shape[0] == 1 and tally.bright > len(images) / 2
    return Preview(np.stack(images), labels, left, plan.shape, is_bright, source.count)


def import_pictures(
    source: PictureSource, new: NewSet, options: ImportOptions | None = None, progress: ShowCount | None = None
) -> OwnSet:
    """Stores the pictures of a source as a new data set. Raises a ValueError, with nothing left behind, where it cannot be.

    A picture that cannot be read is left out; the report has the reason.
    """
    options = options or ImportOptions()
    target = own_folder() / new.name
    if target.exists():
        raise ValueError(f"there is a data set {new.name!r} already; choose another name, or remove that one first")
    plan = _plan(source, options)
    source.limits.check_stored(1, prod(plan.shape))
    tally = Tally(plan)
    with writer_in(own_folder(), new.name, plan.shape, source.limits, options.duplicates) as writer:
        for number, (found, result) in enumerate(_all_fitted(source.read(options), plan), 1):
            if isinstance(result, LeftOut):
                tally.leave_out(result)
            elif isinstance(found, Picture):
                label = _label(found, options)
                if writer.add(result.pixels, label):
                    tally.add(result, label)
                else:
                    tally.duplicates += 1
            if progress is not None and number % _AT_ONCE == 0:
                progress(number)
        report = tally.report(source.ignored)
        _check_count(source, report)
        return writer.finish(new.name, new.title, new.person, report)


def _check_count(source: PictureSource, report: ImportReport) -> None:
    if report.count >= FEWEST_IMAGES:
        return
    if not report.count:
        raise _nothing(source, [LeftOut(*example) for example in report.examples])
    equal = f" ({report.duplicates:,} equal ones were left out)" if report.duplicates else ""
    left = f" ({report.left_out:,} files could not be read)" if report.left_out else ""
    raise ValueError(
        f"{shown_name(source.name)} holds {report.count} different picture{'s' * (report.count > 1)}{equal}{left}; at least "
        f"{FEWEST_IMAGES} are needed: one to train on, one to validate and one to test"
    )


def _nothing(source: PictureSource, left: list[LeftOut]) -> ValueError:
    why = "; ".join(f"{shown_name(one.name)}: {one.reason}" for one in left[:3])
    more = f"; none of the first {len(left)} files can be read" if len(left) > 3 else ""
    return ValueError(
        f"{shown_name(source.name)} holds no picture that can be read" + (f" ({why}{more})" if why else "")
    )


def _label(picture: Picture, options: ImportOptions) -> str:
    if not options.labels or picture.label is None:
        return NO_LABEL
    label = " ".join(picture.label.encode("utf-8", "replace").decode().split())
    label = "".join(sign if sign.isprintable() else "?" for sign in label)
    return label[:LONGEST_CLASS] or NO_LABEL


Results = Iterator[tuple[Picture | LeftOut, Fitted | LeftOut]]


def _all_fitted(found: Iterator[Picture | LeftOut], plan: Plan) -> Results:
    """Yields each picture with its image, in order. Files are decoded by threads; Pillow lets them run at a time."""

    def fit(one: Picture | LeftOut) -> Fitted | LeftOut:
        return fitted_image(one, plan) if isinstance(one, Picture) else one

    with ThreadPoolExecutor(THREADS) as pool:
        for part in _parts(found):
            # Arrays of the right size only change hands; threads would cost more than they save.
            is_ready = isinstance(part[0], Picture) and isinstance(part[0].content, np.ndarray)
            yield from zip(part, map(fit, part) if is_ready else pool.map(fit, part), strict=True)


def _parts(found: Iterator[Picture | LeftOut]) -> Iterator[list[Picture | LeftOut]]:
    """Yields parts of at most `_AT_ONCE` pictures, smaller ones where the files are large, so they fit into the memory."""
    part: list[Picture | LeftOut] = []
    size = 0
    for one in found:
        part.append(one)
        size += len(one.content) if isinstance(one, Picture) and isinstance(one.content, bytes) else 0
        if len(part) == _AT_ONCE or size >= _BYTES_OF_FILES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _plan(source: PictureSource, options: ImportOptions) -> Plan:
    """Returns the shape of all images: the chosen one, or one that suits the first pictures."""
    is_chosen = options.width and options.colour != "auto"
    if is_chosen:
        return Plan((_channels(options.colour), options.height, options.width), options.fit, options.invert)
    seen = source.seen
    if not seen:
        seen += _survey(source, options)
    has_colours = any(one.has_colours for one in seen)
    channels = _channels("colour" if has_colours else "grey") if options.colour == "auto" else _channels(options.colour)
    width, height = (options.width, options.height) if options.width else _suitable([one[:2] for one in seen])
    return Plan((channels, height, width), options.fit, options.invert, options.colour == "auto")


def _survey(source: PictureSource, options: ImportOptions) -> list[Looks]:
    """Returns size and colour of the first `SURVEYED` pictures; of those after `PIXELS_AT_ONCE`, the size only.

    Raises a ValueError if none of them can be read.
    """
    found: list[Looks] = []
    pixels = 0
    refused: list[LeftOut] = []
    others: list[LeftOut] = []  # a source yields files of other kinds before its pictures, and they may be many
    for one in source.read(options):
        if isinstance(one, LeftOut):
            others += [one] if len(others) < SURVEYED else []
            continue
        result = looks(one, is_decoded=pixels < PIXELS_AT_ONCE)
        pixels += result.width * result.height if isinstance(result, Looks) else 0
        if isinstance(result, Looks):
            found.append(result)
        else:
            refused.append(result)
        if len(found) + len(refused) == SURVEYED:
            break
    if not found:
        raise _nothing(source, refused or others)
    return found


def _channels(colour: str) -> int:
    return 3 if colour == "colour" else 1


def _suitable(sizes: list[tuple[int, int]]) -> tuple[int, int]:
    """Returns width and height that suit pictures of these sizes: their own, their proportions, or a square."""
    width, height = sizes[0]
    if all(size == sizes[0] for size in sizes) and max(width, height) <= LARGEST_SIDE:
        return max(width, SMALLEST_OWN_SIDE), max(height, SMALLEST_OWN_SIDE)
    ratios = [width / height for width, height in sizes]
    if max(ratios) > 1.02 * min(ratios):
        side = min(LONGEST_SIDE, max(SMALLEST_OWN_SIDE, int(np.median([min(size) for size in sizes]))))
        return side, side
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(SMALLEST_OWN_SIDE, round(width * scale)), max(SMALLEST_OWN_SIDE, round(height * scale))
