"""Shots of two things by the browser's camera: their names, size and colours, and the camera."""

from collections.abc import Iterator
from typing import Any

import streamlit as st

from dashboard.jobs.own_data import upload_limits
from dashboard.ui.components.camera import camera
from dashboard.ui.data.new_set import PictureChoice, choose_title, count_added
from dashboard.ui.session import person
from vae_core.own_data import ImportOptions
from vae_core.own_data.importing import FEWEST_IMAGES
from vae_core.own_data.pictures import LeftOut, Picture, Pixels
from vae_core.own_data.sources import PictureSource
from vae_core.own_sets import LONGEST_CLASS

_SIDES = (32, 64)
_THINGS = ("first", "second")


def choose_shots(camera_column: st.delta_generator.DeltaGenerator) -> PictureChoice:
    """Shows names, size and colours of two classes, and the camera in a column; returns the images that would be stored."""
    with st.container(horizontal=True):
        first, second = (
            st.text_input(
                f"{word.capitalize()} class", max_chars=LONGEST_CLASS, placeholder=word, key=f"shots {word}"
            ).strip()
            or word
            for word in _THINGS
        )
    with st.container(horizontal=True, key="set-size"):
        side: int = st.selectbox(
            "Size in pixels", _SIDES, key="shots side", help="Larger: sharper images, slower training."
        )
        colour: Any = st.segmented_control(
            "Colours", ["grey", "colour"], default="grey", required=True, key="shots colour"
        )
    title = choose_title(f"{first} and {second}" if (first, second) != _THINGS else "")
    with camera_column, st.container(key="set-camera"):
        shots = camera("camera", f"set {count_added()}", (first, second))
    if sum(map(len, shots)) < FEWEST_IMAGES:
        return PictureChoice(None, None, title, "Turn the camera on, then hold a button to take shots of each thing.")
    source = _source(dict(zip((first, second), shots, strict=True)) if first != second else {first: shots[0]})
    return PictureChoice(source, ImportOptions(side, side, colour=colour, duplicates=True), title)


def _source(shots: dict[str, Pixels]) -> PictureSource:
    def read(options: ImportOptions) -> Iterator[Picture | LeftOut]:
        for name, images in shots.items():
            for number, pixels in enumerate(images):
                yield Picture(f"shot {number + 1} of {name}", name, pixels)

    return PictureSource("the camera", read, count=sum(map(len, shots.values())), limits=upload_limits(person()))
