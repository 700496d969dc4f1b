"""Colours and shapes of classes: the same in Python and in the browser, and different enough to be told apart."""

import json
import re

import numpy as np

from tests.support.paths import ROOT
from vae_core.results.class_marks import CLASS_COLOURS, CORNERS, POINT_SHAPES, class_colour, class_shape

SCRIPT = (ROOT / "assets" / "js" / "shared" / "classes.js").read_text("utf-8")


def array(text, name):
    """The list or table `name` of a script, without its comments, as Python reads it."""
    found = re.search(rf"export const {name} = (\[.*?\]|\{{.*?\}});", text, re.S)
    plain = re.sub(r"(\w+): ", r'"\1": ', found.group(1)) if found.group(1)[0] == "{" else found.group(1)
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", plain))


def test_python_and_the_browser_have_the_same_colours_and_shapes():
    assert array(SCRIPT, "CLASS_COLOURS") == list(CLASS_COLOURS)
    assert array(SCRIPT, "POINT_SHAPES") == list(POINT_SHAPES)
    assert {name: [tuple(corner) for corner in corners] for name, corners in array(SCRIPT, "CORNERS").items()} == {
        name: list(corners) for name, corners in CORNERS.items()
    }


def test_sixty_classes_look_different_and_the_first_ten_are_circles():
    assert len({class_colour(label) for label in range(60)}) == 60
    assert {class_shape(label) for label in range(10)} == {"circle"}
    assert [class_shape(label) for label in (10, 20, 46, 59, 60)] == ["triangle", "square", "plus", "wedge", "circle"]


def light(colours):
    """The linear light (N, 3) of colours given as #rrggbb."""
    values = np.array([list(bytes.fromhex(colour[1:])) for colour in colours]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def oklab(linear):
    """Ottosson 2020."""
    cones = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    axes = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])
    return np.cbrt(np.clip(linear, 0, 1) @ cones.T) @ axes.T


# Machado, Oliveira & Fernandes 2009, severity 1.0: as protanopic and deuteranopic readers see linear light.
SEEN = (
    np.eye(3),
    np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
)


def nearest(places):
    """The smallest distance between two of the places."""
    far = np.linalg.norm(places[:, None] - places[None], axis=-1)
    return far[~np.eye(len(places), dtype=bool)].min()


def test_classes_of_one_shape_are_further_apart_than_petroffs_ten_for_each_kind_of_sight():
    for kind in SEEN:
        ten = nearest(oklab(light(CLASS_COLOURS[:10]) @ kind.T))
        for start in range(10, 60, 10):
            assert nearest(oklab(light(CLASS_COLOURS[start : start + 10]) @ kind.T)) > ten


def test_every_colour_is_visible_on_both_pages():
    bright = light(CLASS_COLOURS) @ [0.2126, 0.7152, 0.0722]
    dark_page = (light(["#10161d"]) @ [0.2126, 0.7152, 0.0722]).item()
    assert (1.05 / (bright + 0.05)).min() > 1.5
    assert ((bright + 0.05) / (dark_page + 0.05)).min() > 1.99
