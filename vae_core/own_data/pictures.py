"""One picture in, an array of the wanted shape out: Pillow decodes, turns, composites, crops and scales."""

import io
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

Pixels = NDArray[np.uint8]
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "DIB", "GIF", "TIFF", "PPM")
MOST_PIXELS = 50_000_000  # of one picture, which takes 200 MB while it is decoded
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow refuses twice as many itself, before it decodes
_REDUCED_SIDE = 512  # four times the longest side of an image, so that the scaling after it decides the pixels
_LARGE_FILE = (
    1_000_000  # bytes of a file whose picture is kept: first it chooses size and colour, then it is an example
)
_KEPT_PICTURES = 8
UNEQUAL = 12  # grey levels between channels from which a picture has colours; JPEG makes grey pixels differ by a few


# Large files that were decoded last, by size and checksum, after their reduction, the oldest first.
_decoded: dict[tuple[int, int], tuple[Image.Image, tuple[int, int], bool]] = {}
_lock = threading.Lock()  # threads of several sessions read pictures at a time


class Unreadable(ValueError):
    """A picture cannot be read; the message is the reason."""


class Picture(NamedTuple):
    """A picture of a source: the content of a file, or pixels (H, W) or (H, W, C); the label in words, None without one."""

    name: str
    label: str | None
    content: bytes | Pixels


class LeftOut(NamedTuple):
    """A file that is left out, and the reason."""

    name: str
    reason: str


class Plan(NamedTuple):
    """The shape (C, H, W) of all images of a set, and the way to it."""

    shape: tuple[int, int, int]
    fit: str
    invert: bool
    is_guessed: bool = False  # True: the first pictures chose between grey and colour, so later ones may differ


class Fitted(NamedTuple):
    """An image (C, H, W) and the width and height that the picture had."""

    pixels: Pixels
    size: tuple[int, int]
    is_animated: bool
    lost_colours: bool = False  # counted only if the plan is guessed


def fitted_image(picture: Picture, plan: Plan) -> Fitted | LeftOut:
    """Returns the image of a picture, or the reason for which there is none."""
    try:
        channels, height, width = plan.shape
        if isinstance(picture.content, np.ndarray) and picture.content.shape[:2] == (height, width):
            pixels = _channels_first(picture.content)
            if len(pixels) == channels:
                return Fitted(255 - pixels if plan.invert else pixels, (width, height), False)
        image, size, is_animated = opened_picture(picture.content, max(height, width))
        lost_colours = plan.is_guessed and channels == 1 and _has_colours(image)
        image = image.convert("RGB" if channels == 3 else "L")
        pixels = _channels_first(np.asarray(_resized(image, width, height, plan.fit)))
        return Fitted(255 - pixels if plan.invert else pixels, size, is_animated, lost_colours)
    except Unreadable as error:
        return LeftOut(picture.name, str(error))


class Looks(NamedTuple):
    """The width and height of a picture, and whether it has colours."""

    width: int
    height: int
    has_colours: bool


def looks(picture: Picture, is_decoded: bool = True) -> Looks | LeftOut:
    """Returns the size of a picture and whether it has colours, or the reason for which it cannot be read.

    Without decoding it only the size is known, and colours count as absent.
    """
    try:
        if not is_decoded and isinstance(picture.content, bytes):
            with _read(picture.content) as header:
                return Looks(*_size_as_shown(header), False)
        image, size, _ = opened_picture(picture.content, 64)
    except Unreadable as error:
        return LeftOut(picture.name, str(error))
    return Looks(*size, _has_colours(image))


def _has_colours(image: Image.Image) -> bool:
    """Returns True if more than 1% of the pixels of a picture in mode L or RGB, scaled down to 64 x 64, have a colour."""
    if image.mode == "L":
        return False
    small = image.copy()  # `thumbnail` changes a picture in place
    small.thumbnail((64, 64))
    pixels = np.asarray(small).astype(np.int16)
    return bool((pixels.max(2) - pixels.min(2) > UNEQUAL).mean() > 0.01)


def _channels_first(pixels: NDArray[Any]) -> Pixels:
    pixels = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return np.ascontiguousarray(pixels)


def _resized(image: Image.Image, width: int, height: int, fit: str) -> Image.Image:
    if image.size == (width, height):
        return image
    scale = Image.Resampling.LANCZOS
    if fit == "stretch":
        return image.resize((width, height), scale)
    if fit == "pad":
        return ImageOps.pad(image, (width, height), scale, color=_corner_colour(image))
    return ImageOps.fit(image, (width, height), scale)


def _corner_colour(image: Image.Image) -> Any:
    """Returns the mean colour of the four corners."""
    right, bottom = image.width - 1, image.height - 1
    pixel: Any = image.getpixel
    corners: list[Any] = [np.atleast_1d(pixel(place)) for place in ((0, 0), (right, 0), (0, bottom), (right, bottom))]
    mean = [round(float(value)) for value in np.mean(corners, 0)]
    return mean[0] if len(mean) == 1 else tuple(mean)


def opened_picture(content: bytes | Pixels, side: int) -> tuple[Image.Image, tuple[int, int], bool]:
    """Returns a picture in mode L or RGB, its width and height, and whether it is animated; Unreadable for no picture.

    A JPEG much larger than `side` is decoded at a smaller scale, which takes a fifth of the time. Of other pictures, squares
    of pixels are averaged before anything else is done with them, down to `_REDUCED_SIDE`.
    """
    if isinstance(content, np.ndarray):
        image = Image.fromarray(content)
        return image, image.size, False
    key = (len(content), zlib.crc32(content)) if len(content) > _LARGE_FILE else None
    with _lock:
        kept = None if key is None else _decoded.get(key)
    if kept is not None:
        return kept
    with _read(content) as image:
        size = _size_as_shown(image)
        is_animated = bool(getattr(image, "is_animated", False)) and image.format != "MPO"
        if image.format == "JPEG":
            image.draft(image.mode, (2 * side, 2 * side))
        image.load()
        result = _plain(_reduced(ImageOps.exif_transpose(image))), size, is_animated
    if key is not None and max(result[0].size) <= 2 * _REDUCED_SIDE and image.format != "JPEG":
        with _lock:
            while len(_decoded) >= _KEPT_PICTURES:
                del _decoded[next(iter(_decoded))]
            _decoded[key] = result
    return result


def _size_as_shown(image: Image.Image) -> tuple[int, int]:
    """Returns width and height after the rotation that the EXIF entry asks for."""
    is_turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if is_turned else image.size


def _reduced(image: Image.Image) -> Image.Image:
    """Returns a large picture with means of squares of pixels: 0.1 s for 49 million, and the rest takes a tenth of the time."""
    factor = min(image.size) // _REDUCED_SIDE
    is_keyed = image.mode in ("L", "RGB") and image.has_transparency_data  # one colour is transparent: a mean is not
    if factor < 2 or is_keyed or image.mode not in ("L", "LA", "RGB", "RGBA"):
        return image
    return image.reduce(factor)


@contextmanager
def _read(content: bytes) -> Iterator[Image.Image]:
    """Opens the file of a picture; raises Unreadable with the reason for any error of Pillow within the block."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            _check_size(image)
            yield image
    except Unreadable:
        raise
    except UnidentifiedImageError as error:
        raise Unreadable("it is no PNG, JPEG, WebP, BMP, GIF or TIFF") from error
    except MemoryError as error:
        raise Unreadable("it needs more memory than an import may take") from error
    except Image.DecompressionBombError as error:
        raise Unreadable(f"it has more than {MOST_PIXELS / 1e6:.0f} million pixels") from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        OverflowError,
        RuntimeError,
        Warning,
        struct.error,  # an EXIF header that ends early
        zlib.error,
    ) as error:
        raise Unreadable(f"it is damaged ({' '.join(str(error).split())[:100] or type(error).__name__})") from error


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable(
            f"it has {image.width:,} x {image.height:,} pixels; at most {MOST_PIXELS / 1e6:.0f} million are read"
        )


def _plain(image: Image.Image) -> Image.Image:
    """Returns a picture of any mode as L or RGB; 16 bits are scaled to 8, transparent pixels are composited on white."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I;16N", "I"):
        values = np.asarray(image).astype(np.int32)
        if values.min() < 0 or values.max() > 65_535:
            raise Unreadable(f"its values are from {values.min()} to {values.max()}; 0 to 65535 are read")
        return Image.fromarray(((values + 128) // 257).astype(np.uint8))
    if image.mode == "F":
        values = np.asarray(image)
        if not np.isfinite(values).all() or values.min() < 0 or values.max() > 1:
            raise Unreadable("its values are floating-point numbers beyond 0 to 1")
        return Image.fromarray(np.rint(values * 255).astype(np.uint8))
    if image.has_transparency_data:
        is_grey = image.mode in ("LA", "La", "L", "1")
        layer = image.convert("RGBA")
        whole = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
        return whole.convert("L" if is_grey else "RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
