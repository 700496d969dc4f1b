"""Drawn classes as a source of pictures: glyphs become as many images as another class has, beside the images of a base."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Generator

from vae_core.datasets import ImageSet
from vae_core.own_data.augmentation import augmented, images_per_glyph
from vae_core.own_data.limits import ImportLimits
from vae_core.own_data.options import ImportOptions
from vae_core.own_data.pictures import LeftOut, Picture, Pixels
from vae_core.own_data.report import BRIGHT, border_mean
from vae_core.own_data.sources import PictureSource

NEW_CLASS_SHARE = 7_000  # images of a class of MNIST, on average
GLYPH_SIZE = (28, 28)  # of a class without a base, as MNIST's digits
FEWEST_GLYPHS = 5  # of a class
MOST_GLYPHS = 20  # of a person


class DrawnClass(NamedTuple):
    """The name of a class and its glyphs, bright on black: (N, H, W) uint8."""

    name: str
    glyphs: Pixels


def share_of(base: ImageSet | None) -> int:
    """Returns the images of an average class of a base; without a base, of MNIST."""
    return NEW_CLASS_SHARE if base is None else max(1, len(base.images) // len(base.class_names))


def drawn_source(
    drawn: Sequence[DrawnClass], base: ImageSet | None, seed: int = 0, limits: ImportLimits | None = None
) -> PictureSource:
    """Returns the images of a base and those of drawn classes, whose glyphs have the base's height and width.

    Raises a ValueError for a class without a name, with the name of a class of the base, or with too few glyphs.
    """
    for name, glyphs in drawn:
        if not name.strip():
            raise ValueError("the class has no name; give it one")
        if len(glyphs) < FEWEST_GLYPHS:
            raise ValueError(f"the class {name!r} has {len(glyphs)} glyphs; draw at least {FEWEST_GLYPHS}")
        if base is not None and name in base.class_names:
            raise ValueError(f"the images have a class {name!r} already; choose another name")
    share = share_of(base)
    count = sum(len(glyphs) * images_per_glyph(len(glyphs), share) for _, glyphs in drawn)

    def read(options: ImportOptions) -> Iterator[Picture | LeftOut]:
        yield from () if base is None else _of_base(base)
        generator, is_inverted = Generator().manual_seed(seed), base is not None and _is_dark_on_bright(base)
        for one in drawn:
            yield from _of_class(one, share, 1 if base is None else base.shape[0], is_inverted, generator)

    total = count + (0 if base is None else len(base.images))
    return PictureSource("the drawing", read, count=total, limits=limits or ImportLimits())


def options_for(height: int, width: int, base: ImageSet | None) -> ImportOptions:
    """Returns the choices under which the images of `drawn_source` are stored as they are."""
    is_grey = base is None or base.shape[0] == 1
    return ImportOptions(width, height, colour="grey" if is_grey else "colour", duplicates=True)


def _of_base(base: ImageSet) -> Iterator[Picture]:
    for row, (image, label) in enumerate(zip(base.images, base.labels.tolist(), strict=True)):
        pixels = image[0] if len(image) == 1 else image.permute(1, 2, 0)
        yield Picture(f"image {row}", base.class_names[label], pixels.numpy())


def _of_class(one: DrawnClass, share: int, channels: int, is_inverted: bool, generator: Generator) -> Iterator[Picture]:
    for number, glyph in enumerate(one.glyphs):
        images = augmented(torch.from_numpy(glyph), images_per_glyph(len(one.glyphs), share), generator)
        images = 255 - images if is_inverted else images
        images = images if channels == 1 else images[..., None].expand(-1, -1, -1, channels)
        for variation, pixels in enumerate(images.numpy()):
            yield Picture(f"glyph {number + 1}, variation {variation}", one.name, pixels)


def _is_dark_on_bright(base: ImageSet) -> bool:
    """Returns True if the edges of some images are bright on average."""
    some = base.images[:: max(1, len(base.images) // 100)]
    return sum(border_mean(image.numpy()) for image in some) / len(some) > BRIGHT
