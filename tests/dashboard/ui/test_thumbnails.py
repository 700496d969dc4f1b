"""The small picture of a run."""

import io
import os

import numpy as np
import pytest
import torch
from PIL import Image

from dashboard.ui.palette import CLASS_COLOURS
from dashboard.ui.thumbnails import THUMBNAIL_NAME, THUMBNAIL_SIDE, draw, picture_url, small_map
from vae_core.files import write_tensors
from vae_core.runs.run import Run


def live(shape=(1, 8, 8), latent_dim=2):
    images = torch.full((10, *shape), 200, dtype=torch.uint8)
    return {
        "mean": torch.randn(50, latent_dim),
        "label": torch.arange(50) % 3,
        "inputs": images,
        "reconstructions": images // 2,
    }


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 64, 64), (1, 28, 28)], ids=str)
@pytest.mark.parametrize("latent_dim", [1, 2, 7])
def test_a_picture_is_as_high_as_a_row_for_any_images_and_codes(shape, latent_dim):
    picture = Image.open(io.BytesIO(draw(live(shape, latent_dim))))
    assert picture.height == THUMBNAIL_SIDE
    assert picture.convert("RGBA").getpixel((THUMBNAIL_SIDE + 10, 10)) == (200, 200, 200, 255)
    assert picture.convert("RGBA").getpixel((THUMBNAIL_SIDE + 10, THUMBNAIL_SIDE - 10)) == (100, 100, 100, 255)


def test_a_code_lies_where_the_large_map_shows_it():
    sheet = small_map(torch.tensor([[0.0, 0.0], [1.0, 1.0]]).repeat(50, 1), torch.tensor([0, 1]).repeat(50), 20)
    blue = np.argwhere((sheet[:, :, :3] == list(bytes.fromhex(CLASS_COLOURS[0][1:]))).all(2))
    orange = np.argwhere((sheet[:, :, :3] == list(bytes.fromhex(CLASS_COLOURS[1][1:]))).all(2))
    assert blue.min(0)[0] > orange.max(0)[0]  # up is up
    assert blue.max(0)[1] < orange.min(0)[1]  # and right is right


def test_a_picture_is_kept_until_the_run_learns_more(tmp_path):
    write_tensors(tmp_path / "live.safetensors", live())
    before, kept = picture_url(Run(tmp_path)), (tmp_path / THUMBNAIL_NAME).read_bytes()
    assert before.startswith("data:image/png;base64,")
    write_tensors(tmp_path / "live.safetensors", live((1, 28, 28)))
    os.utime(tmp_path / "live.safetensors", (2e9, 2e9))
    assert picture_url(Run(tmp_path)) != before
    assert (tmp_path / THUMBNAIL_NAME).read_bytes() != kept


def test_a_run_without_pictures_or_with_damaged_ones_has_none(tmp_path):
    assert picture_url(Run(tmp_path)) is None
    (tmp_path / "live.safetensors").write_bytes(b"short")
    assert picture_url(Run(tmp_path)) is None
