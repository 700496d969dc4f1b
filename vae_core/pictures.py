"""Picture files in and out: pictures fitted to a model's image size, and sheets of many small images.

Shapes: N images, C channels, H x W pixels.
"""

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_core.datasets import pixels

if TYPE_CHECKING:
    from PIL.Image import Image

_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
_ARRAYS = (".npz", ".npy")
INVERSIONS = ("auto", "yes", "no")
_CONTRAST = 0.4  # between two borders, from which on they count as of opposite polarity
_SHEET_WIDTH = 960


class Pictures(NamedTuple):
    """Images of one size, and the names of the files that they are from."""

    images: Tensor  # (N, C, H, W) uint8
    names: tuple[str, ...]
    inverted: tuple[str, ...]  # names of the pictures whose grey values were turned round


def read_pictures(
    paths: Sequence[Path], shape: tuple[int, int, int], border: float = 0.0, invert: str = "auto"
) -> Pictures:
    """Reads picture files, folders of them, and arrays (NPZ with `images`, NPY), fitted to `shape` (C, H, W).

    A picture keeps its proportions; its border fills the rest. `border` is the brightness from 0 to 1 of the border of
    the model's images. With `invert` "auto" a grey picture of the opposite polarity, such as black on white, is inverted.
    Raises a ValueError for a file that is no picture.
    """
    found: list[NDArray[np.uint8]] = []
    names: list[str] = []
    for path in _files(paths):
        parts = _read_arrays(path, shape) if path.suffix.lower() in _ARRAYS else [_read_picture(path, shape)]
        found += parts
        names += [path.name] if len(parts) == 1 else [f"{path.name}[{number}]" for number in range(len(parts))]
    images = torch.from_numpy(np.stack(found))
    opposite = _are_opposite(images, border) if invert == "auto" else torch.full((len(images),), invert == "yes")
    images = torch.where(opposite[:, None, None, None], 255 - images, images)
    return Pictures(
        images, tuple(names), tuple(name for name, is_one in zip(names, opposite.tolist(), strict=True) if is_one)
    )


def border_brightness(images: Tensor) -> Tensor:
    """Returns the mean brightness of the outer pixels of images (N, C, H, W) in [0, 1]: (N,)."""
    inner = torch.zeros(images.shape[2:], dtype=torch.bool)
    inner[1:-1, 1:-1] = True
    return images[:, :, ~inner].float().mean((1, 2))


def _are_opposite(images: Tensor, border: float) -> Tensor:
    if images.shape[1] != 1:
        return torch.zeros(len(images), dtype=torch.bool)
    found = border_brightness(images / 255)
    return ((found - border).abs() > _CONTRAST) & ((found > 0.5) != (border > 0.5))


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [
                each
                for each in sorted(path.rglob("*"))
                if each.suffix.lower() in _ENDINGS
                and not any(part.startswith((".", "__MACOSX")) for part in each.parts)
            ]
            if not inside:
                raise ValueError(f"{path} holds no pictures; give a folder with files of {', '.join(_ENDINGS)}")
            found += inside
        elif not path.is_file():
            raise ValueError(f"{path} is not there; give a picture, an NPZ file of images, or a folder of pictures")
        elif path.suffix.lower() not in (*_ENDINGS, *_ARRAYS):
            raise ValueError(f"{path} has the ending {path.suffix!r}; give {', '.join((*_ENDINGS, *_ARRAYS))}")
        else:
            found.append(path)
    return found


def _read_picture(path: Path, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    from vae_core.own_data.entries import Entry, opener_of, read_entry  # here, because few commands read pictures
    from vae_core.own_data.limits import MOST_OF_FILE
    from vae_core.own_data.pictures import opened_picture

    try:
        content = read_entry(Entry(path.name, path.stat().st_size, opener_of(path)), MOST_OF_FILE)
        picture, _, _ = opened_picture(content, max(shape[1:]))
    except (ValueError, OSError) as error:
        raise ValueError(f"{path} is no picture that can be read: {error}; save it again as PNG") from error
    return _fitted(picture.convert("L" if shape[0] == 1 else "RGB"), shape)


def _fitted(picture: "Image", shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Returns the picture as (C, H, W), scaled to fit; the median of its border fills the rest."""
    from PIL import Image

    channels, height, width = shape
    scale = min(width / picture.width, height / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # BOX is the mean over each new pixel: unlike other kernels, it rings at no edge.
    kernel = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    values = np.asarray(picture if size == picture.size else picture.resize(size, kernel))
    values = values[..., None] if values.ndim == 2 else values
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    sheet = np.empty((height, width, channels), np.uint8)
    sheet[:] = np.median(edge, 0).astype(np.uint8)
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    sheet[top : top + size[1], left : left + size[0]] = values
    return np.moveaxis(sheet, 2, 0)


def _read_arrays(path: Path, shape: tuple[int, int, int]) -> list[NDArray[np.uint8]]:
    """Returns the images in an NPZ or NPY file, which must have the model's size already."""
    from vae_core.own_data.entries import DAMAGED

    try:
        with open(path, "rb") as opened:
            loaded = np.load(opened)  # refuses pickled objects, its default
            is_archive, ending = isinstance(loaded, np.lib.npyio.NpzFile), path.suffix.lower()
            if is_archive != (ending == ".npz"):
                kind = "an archive of arrays" if is_archive else "a single array"
                raise ValueError(f"it is {kind} with the ending {ending}")
            if is_archive:
                loaded = loaded[_array_name(loaded.files)]
    except (ValueError, MemoryError, *DAMAGED) as error:
        raise ValueError(f"{path} holds no images: {error}; write them with numpy.savez(path, images=...)") from error
    values = np.asarray(loaded)
    if values.ndim == 3 and shape[0] == 1:
        values = values[:, None]
    if values.ndim == 4 and values.shape[1:] == (*shape[1:], shape[0]):
        values = np.moveaxis(values, 3, 1)
    if values.shape[1:] != shape or not len(values):
        raise ValueError(
            f"{path} has images of shape {np.shape(loaded)}; this model takes (N, {', '.join(map(str, shape))})"
        )
    if values.dtype == np.uint8:
        return list(values)
    if values.dtype.kind not in "fiu" or not np.isfinite(values).all() or values.min() < 0 or values.max() > 255:
        raise ValueError(
            f"{path} has images with other values than 0 to 1, or 0 to 255; give numbers in one of these ranges"
        )
    return list((values * (255 if values.max() <= 1 else 1)).round().astype(np.uint8))


def _array_name(names: list[str]) -> str:
    if "images" not in names and len(names) != 1:
        raise ValueError(f"it has the arrays {', '.join(names)[:80]}, and none of them is `images`")
    return "images" if "images" in names else names[0]


def montage(images: Tensor, columns: int, gap: int = 1, width: int = 720) -> NDArray[np.uint8]:
    """Returns images (N, C, H, W) of uint8 in rows of `columns`, `gap` grey pixels apart, as one RGB picture.

    Enlarged by a whole factor to about `width` pixels, because a browser blurs an image that it enlarges.
    """
    count, _, height, across = images.shape
    factor = max(1, width // (columns * across))
    rows = -(-count // columns)
    sheet = np.full((rows, height + gap, columns, across + gap, 3), 128, np.uint8)
    for index, image in enumerate(images.numpy()):
        sheet[index // columns, :height, index % columns, :across] = np.moveaxis(image, 0, 2)
    flat = sheet.reshape(rows * (height + gap), columns * (across + gap), 3)[: -gap or None, : -gap or None]
    return flat.repeat(factor, axis=0).repeat(factor, axis=1)


def png(picture: NDArray[np.uint8]) -> bytes:
    """Returns the picture (H, W, 3) as the bytes of a PNG file."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def sheet(images: Tensor, columns: int = 0, width: int = _SHEET_WIDTH) -> "Image":
    """Returns images (N, C, H, W), uint8 or in [0, 1], as one picture, which a notebook shows and `save` writes.

    Without `columns` the sheet is about square; a path of up to 20 images is one row.
    """
    from PIL import Image

    plain = images if images.dtype == torch.uint8 else pixels(images)
    across = columns or (len(plain) if len(plain) <= 20 else math.ceil(math.sqrt(len(plain))))
    return Image.fromarray(montage(plain, max(1, across), width=width))
