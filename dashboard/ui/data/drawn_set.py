"""A class that a person draws: its name, the images that it joins, and the pad."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.jobs.own_data import upload_limits
from dashboard.ui.components.class_pad import class_pad
from dashboard.ui.data.new_set import PictureChoice, choose_title, count_added
from dashboard.ui.session import person
from vae_core.datasets import DATASETS, ImageSet, dataset_of, load_dataset
from vae_core.datasets.own_images import read_own
from vae_core.own_data.drawn import FEWEST_GLYPHS, GLYPH_SIZE, DrawnClass, drawn_source, options_for
from vae_core.own_sets import LONGEST_CLASS, LONGEST_TITLE, OwnSet

_NEW = "a new data set"


def choose_drawing(pad_column: DeltaGenerator, sets: Sequence[OwnSet]) -> PictureChoice:
    """Shows name, base (MNIST, one of `sets` or none) and title of a drawn class, and its pad in a column.

    Returns the images that would be stored.
    """
    name = st.text_input(
        "Class name", max_chars=LONGEST_CLASS, placeholder="star", key=f"class name {count_added()}"
    ).strip()
    titles = {"mnist": DATASETS["mnist"].title, "": _NEW} | {own.data.name: own.data.title for own in sets}
    base: str = st.selectbox(
        "Add to",
        list(titles),
        format_func=titles.__getitem__,
        key="drawing base",
        help="The class joins the images of this data set, which stays as it is. Your glyphs vary in place, angle, size and "
        "thickness until the class is as large as the others.",
    )
    title = choose_title((f"{titles[base]} and {name}" if base else name)[:LONGEST_TITLE] if name else "")
    size = dataset_of(base).shape[1:] if base else GLYPH_SIZE
    with pad_column, st.container(key="set-pad"):
        glyphs = class_pad("class pad", f"set {count_added()}", size)
    missing = _missing(name, len(glyphs))
    if missing:
        return PictureChoice(None, None, title, missing)
    try:
        images = _images_of(base, sets)
        source = drawn_source([DrawnClass(name, glyphs)], images, limits=upload_limits(person()))
        return PictureChoice(source, options_for(*size, images), title)
    except ValueError as error:
        return PictureChoice(None, None, title, str(error))


def _missing(name: str, count: int) -> str:
    """Returns what the person must still do, as a sentence; empty where nothing is missing."""
    more = FEWEST_GLYPHS - count
    parts = ["name the class"] if not name else []
    parts += [f"draw {more} more glyph{'s' * (more > 1)}"] if more > 0 else []
    words = " and ".join(parts)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _images_of(base: str, sets: Sequence[OwnSet]) -> ImageSet | None:
    if not base:
        return None
    own = {own.data.name: own for own in sets}.get(base)
    return load_dataset(base) if own is None else read_own(own.data)
