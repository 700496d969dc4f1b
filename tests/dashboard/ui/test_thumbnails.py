"""The small picture of a run."""

import io
import os

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from dashboard.ui.palette import CLASS_COLOURS
from dashboard.ui.thumbnails import THUMBNAIL_NAME, THUMBNAIL_SIDE, draw, labelled_map, picture_url, small_map
from vae_core.config import RunConfig
from vae_core.files import write_tensors
from vae_core.runs.run import Run, create_run

BLUE = bytes.fromhex(CLASS_COLOURS[0][1:])


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
    picture = Image.open(io.BytesIO(draw(live(shape, latent_dim), has_prior=True)))
    assert picture.height == THUMBNAIL_SIDE
    assert picture.convert("RGBA").getpixel((THUMBNAIL_SIDE + 10, 10)) == (200, 200, 200, 255)
    assert picture.convert("RGBA").getpixel((THUMBNAIL_SIDE + 10, THUMBNAIL_SIDE - 10)) == (100, 100, 100, 255)


def test_a_code_lies_where_the_large_map_shows_it():
    sheet = small_map(torch.tensor([[0.0, 0.0], [1.0, 1.0]]).repeat(50, 1), torch.tensor([0, 1]).repeat(50), 20)
    blue = np.argwhere((sheet[:, :, :3] == list(bytes.fromhex(CLASS_COLOURS[0][1:]))).all(2))
    orange = np.argwhere((sheet[:, :, :3] == list(bytes.fromhex(CLASS_COLOURS[1][1:]))).all(2))
    assert blue.min(0)[0] > orange.max(0)[0]  # up is up
    assert blue.max(0)[1] < orange.min(0)[1]  # and right is right


@pytest.mark.parametrize("latent_dim", [1, 2, 7])
def test_codes_of_a_collapsed_posterior_are_a_dot_in_the_middle_of_the_prior_s_circles(latent_dim):
    codes, labels = torch.randn(200, latent_dim, generator=torch.Generator().manual_seed(0)), torch.arange(200) % 3

    def reach(spread):
        sheet = small_map(spread * codes, labels, 100, has_prior=True)
        is_dot = (sheet[:, :, 3] == 255) & (sheet[:, :, 0] != sheet[:, :, 1])  # the circles are grey
        return np.abs(np.argwhere(is_dot) - 49.5).max()

    assert reach(0.01) < 4
    assert reach(1.0) > 30


def test_the_prior_s_circles_are_to_scale():
    labels = torch.zeros(100).long()
    codes = torch.tensor([[2.0, 0.0], [0.0, -1.0]]).repeat(50, 1)
    sheet = small_map(codes, labels, 300, has_prior=True)
    grey, dots = (np.argwhere((sheet == colour).all(2)) for colour in ([128] * 3 + [255], [*BLUE, 255]))
    assert dots[:, 1].max() == pytest.approx(grey[:, 1].max(), abs=4), "2 standard deviations: the outer circle"
    below = grey[(np.abs(grey[:, 1] - 149) < 30) & (grey[:, 0] > 149)][:, 0]
    assert dots[:, 0].max() == pytest.approx(below[below < 149 + 75].max(), abs=4), (
        "1 standard deviation: the inner one"
    )


def test_a_picture_is_kept_until_the_run_learns_more(tmp_path):
    run = create_run(tmp_path / "one", RunConfig(data="digits"))
    write_tensors(run.path / "live.safetensors", live())
    before, kept = picture_url(run), (run.path / THUMBNAIL_NAME).read_bytes()
    assert before.startswith("data:image/png;base64,")
    write_tensors(run.path / "live.safetensors", live((1, 28, 28)))
    os.utime(run.path / "live.safetensors", (2e9, 2e9))
    assert picture_url(run) != before
    assert (run.path / THUMBNAIL_NAME).read_bytes() != kept


@pytest.mark.fault("R8")
def test_a_picture_is_made_again_after_the_clock_was_set_back(tmp_path):
    run = create_run(tmp_path / "one", RunConfig(data="digits"))
    write_tensors(run.path / "live.safetensors", live())
    before = picture_url(run)
    assert picture_url(Run(run.path)) == before
    write_tensors(run.path / "live.safetensors", live((1, 28, 28)))
    os.utime(run.path / "live.safetensors", (1e9, 1e9))
    assert picture_url(run) != before


def test_a_run_without_pictures_or_with_damaged_ones_has_none(tmp_path):
    assert picture_url(Run(tmp_path)) is None
    (tmp_path / "live.safetensors").write_bytes(b"short")
    assert picture_url(Run(tmp_path)) is None


def test_ten_classes_are_dots_on_a_large_map_and_the_next_ten_are_triangles():
    codes = torch.tensor([[-2.0, 0.0], [2.0, 0.0]])
    sheet = small_map(codes, torch.tensor([0, 10]), 448, has_prior=True)

    def mark(colour):
        shown = (sheet[:, :, :3] == list(bytes.fromhex(colour[1:]))).all(2) & (sheet[:, :, 3] > 0)
        rows = np.flatnonzero(shown.any(1))
        return shown[rows.min() : rows.max() + 1]

    dot, triangle = mark(CLASS_COLOURS[0]), mark(CLASS_COLOURS[10])
    assert dot[0].sum() == dot[-1].sum()
    assert triangle[0].sum() < triangle[-1].sum()


def test_of_more_than_ten_classes_no_name_covers_another_and_of_ten_each_is_there(monkeypatch):
    drawn = []
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", lambda self, at, text, *_args, **_options: drawn.append(text))

    def named(count):
        """The names on a map whose classes are in a row of 200 pixels."""
        drawn.clear()
        labels = torch.arange(count).repeat_interleave(4)
        codes = torch.stack([labels.float(), torch.zeros(4 * count)], 1)
        labelled_map(codes, labels, [f"W{number:02}" for number in range(count)], 224, has_prior=False)
        return list(drawn)

    assert len(named(10)) == 10  # 20 pixels for each, and a name has 35
    crowded = named(47)
    assert crowded[0] == "W00"
    assert 4 <= len(crowded) <= 6
