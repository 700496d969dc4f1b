"""Drawn glyphs become a class: variations keep their ink and polarity, and join the images of a base."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator

from vae_core.datasets import load_dataset
from vae_core.datasets.image_set import with_split
from vae_core.datasets.own_images import read_own
from vae_core.own_data import import_pictures, new_name
from vae_core.own_data.augmentation import augmented, images_per_glyph
from vae_core.own_data.drawn import DrawnClass, drawn_source, options_for, share_of


def glyph(height=28, width=28, box=20, seed=0):
    """A random closed stroke, two pixels wide, in a box in the middle."""
    image, rng = np.zeros((height, width), np.uint8), np.random.default_rng(seed)
    radii = box / 2 * rng.uniform(0.3, 1, 5)
    corners = [(r * np.sin(a), r * np.cos(a)) for r, a in zip(radii, np.linspace(0, 2 * np.pi, 5, False), strict=True)]
    for (y, x), (v, u) in zip(corners, [*corners[1:], corners[0]], strict=True):
        for t in np.linspace(0, 1, 60):
            top, left = int(height / 2 + y + t * (v - y) - 1), int(width / 2 + x + t * (u - x) - 1)
            image[max(0, top) : top + 2, max(0, left) : left + 2] = 255
    return torch.from_numpy(image)


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), sides=st.sampled_from([(28, 28), (20, 40), (64, 64)]))
def test_variations_keep_shape_ink_and_polarity(seed, sides):
    original = glyph(*sides, box=0.7 * min(sides), seed=seed)
    images = augmented(original, 40, Generator().manual_seed(seed))
    assert images.dtype == torch.uint8
    assert images.shape == (40, *sides)
    assert torch.equal(images[0], original)
    ink = images.float().sum((1, 2)) / original.float().sum()
    # Strokes of two pixels: 0.6 of their ink at a size of 0.9, up to 0.8 of a pixel more at both edges at 1.1.
    assert ((ink > 0.9 * 0.6 * 0.81) & (ink < 1.05 * 1.8 * 1.21 * 1.1)).all()
    assert (images.float().mean((1, 2)) < 127).all()  # still bright on black
    places = torch.arange(sides[0]).float()
    height = lambda x: (x.float().sum(-1) * places).sum(-1) / x.float().sum((-1, -2))  # noqa: E731
    assert ((height(images) - height(original)).abs() <= 2 / 28 * sides[0] + 2).all()
    frame = torch.cat([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], 1)
    assert frame.float().mean() < 3  # no ink is cut off: the mean of the pixels inside is 30 and more


def test_ink_at_the_edge_is_moved_inside_and_not_cut_off():
    original = torch.zeros(28, 28, dtype=torch.uint8)
    original[1:27, 1:3] = original[1:27, 25:27] = 255
    images = augmented(original, 60, Generator().manual_seed(1)).float()
    left, right = images[:, :, :14].sum((1, 2)), images[:, :, 14:].sum((1, 2))
    assert (left / right - 1).abs().max() < 0.1  # a stroke that is cut off at one side would have less ink


def test_a_seed_repeats_the_variations_and_another_one_does_not():
    first, again, other = (augmented(glyph(), 9, Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first[1:], other[1:])
    assert len({image.numpy().tobytes() for image in first}) == 9


def test_a_class_of_glyphs_is_as_large_as_a_class_of_mnist(runs):
    mnist = load_dataset("mnist")
    assert share_of(mnist) == share_of(None) == 7000
    assert [images_per_glyph(count, 7000) for count in (5, 20, 7000, 20000)] == [1400, 350, 1, 1]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_drawn_class_joins_the_images_of_a_base(runs, channels):
    images = torch.full((40, channels, 12, 10), 230, dtype=torch.uint8)
    images[:, :, 4:6, 2 : 2 + 5] = torch.arange(40, dtype=torch.uint8)[:, None, None, None]
    base = with_split("toys", images, torch.arange(40) % 4, ["a", "b", "c", "d"])
    glyphs = np.stack([glyph(12, 10, 7, seed).numpy() for seed in range(5)])
    source = drawn_source([DrawnClass("star", glyphs)], base)
    own = import_pictures(source, new_name("toys-and-star"), options_for(12, 10, base))
    assert source.count == own.data.count == 50  # two images of each of five glyphs: ten, as each class of the base has
    found = read_own(own.data)
    assert found.class_names == ("a", "b", "c", "d", "star")
    assert torch.equal(found.images[:40], images)
    assert torch.equal(found.labels[:40], base.labels)
    stars = found.images[found.labels == 4]
    assert torch.equal(
        stars[0], 255 - torch.from_numpy(glyphs[0]).expand(channels, -1, -1)
    )  # dark on bright, as the base is
    again = import_pictures(
        drawn_source([DrawnClass("star", glyphs)], base), new_name("again"), options_for(12, 10, base)
    )
    assert again.data.checksum == own.data.checksum


def test_a_class_without_a_name_of_its_own_or_with_too_few_glyphs_is_refused():
    glyphs = np.stack([glyph().numpy()] * 5)
    with pytest.raises(ValueError, match="has no name"):
        drawn_source([DrawnClass(" ", glyphs)], None)
    with pytest.raises(ValueError, match="'x' has 4 glyphs; draw at least 5"):
        drawn_source([DrawnClass("x", glyphs[:4])], None)
    base = with_split("toys", torch.zeros(4, 1, 28, 28, dtype=torch.uint8), torch.arange(4) % 2, ["a", "b"])
    with pytest.raises(ValueError, match="the images have a class 'b' already"):
        drawn_source([DrawnClass("b", glyphs)], base)
