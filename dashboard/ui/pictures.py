"""Pictures made of many small images."""

from collections.abc import Iterable, Mapping
from html import escape

import numpy as np
import torch
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from vae_core.datasets import pixels
from vae_core.models import Model
from vae_core.pictures import montage


def decoded_rows(model: Model, rows: Iterable[Tensor], columns: int = 8) -> NDArray[np.uint8]:
    """Returns a picture of the first `columns` codes of each row (n, D), decoded; grey where a row has fewer."""
    empty = torch.full((columns, *model.architecture.shape), 0.5)
    pictures = []
    with torch.no_grad():
        for codes in rows:
            found = model.decode(codes[:columns])
            pictures.append(torch.cat([found, empty])[:columns])
    return montage(pixels(torch.cat(pictures)), columns, width=448)


def tensors_in_a_row(images: Iterable[Tensor]) -> NDArray[np.uint8]:
    """Returns a picture of images (C, H, W) in [0, 1] side by side."""
    row = torch.stack(list(images))
    return montage(pixels(row), len(row), width=112 * len(row))


def show_named_row(place: DeltaGenerator, images: Mapping[str, Tensor], alt: str) -> None:
    """Shows images (C, H, W) in [0, 1] side by side, each above its name."""
    picture = tensors_in_a_row(images.values())
    names = "".join(f"<span>{escape(name)}</span>" for name in images)
    style = (
        f"display: grid; grid-template-columns: repeat({len(images)}, minmax(0, 1fr)); max-width: {picture.shape[1]}px; "
        "text-align: center; font-size: 0.875rem; line-height: 1.25; opacity: 0.7"
    )
    place.image(picture, alt=alt)
    place.html(f'<div style="{style}">{names}</div>')


def tensors_in_rows(images: Tensor, columns: int) -> NDArray[np.uint8]:
    """Returns a picture of images (N, C, H, W) in [0, 1] in rows of `columns`."""
    return montage(pixels(images), columns, width=672)


def paired(first: Tensor, second: Tensor, columns: int) -> Tensor:
    """Returns rows of `columns` images of `first`, each above the same row of `second`: (N, C, H, W) twice -> (2N, C, H, W)."""
    parts = zip(torch.split(first, columns), torch.split(second, columns), strict=True)
    return torch.cat([part for pair in parts for part in pair])
