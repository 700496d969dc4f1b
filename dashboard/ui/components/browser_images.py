"""Images that the browser's part of the Data page sends: bytes in base64, which the browser can fill with anything."""

import base64
import binascii
from typing import Any

import numpy as np

from vae_core.own_data.pictures import Pixels


def images_from_browser(sent: Any, shape: tuple[int, ...], most: int) -> Pixels:
    """Returns at most `most` images of this shape: (N, *shape). Raises a ValueError for anything else."""
    try:
        content = base64.b64decode(sent["images"], validate=True)
        images = np.frombuffer(content, np.uint8).reshape(-1, *shape).copy()  # PyTorch wants writable arrays
    except (TypeError, KeyError, ValueError, binascii.Error) as error:
        raise ValueError("the browser sent no images that can be read; reload the page") from error
    if len(images) > most:
        raise ValueError(f"the browser sent {len(images)} images; at most {most} are taken")
    return images
