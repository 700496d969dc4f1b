"""Colours of classes and curves, distinct for colour-blind readers too, on light and dark backgrounds."""

from vae_core.results.class_marks import CLASS_COLOURS as CLASS_COLOURS
from vae_core.results.class_marks import class_colour


def class_colours(count: int) -> list[str]:
    """Returns the colours of `count` classes; their shapes follow from their numbers (`class_shape`)."""
    return [class_colour(label) for label in range(count)]
