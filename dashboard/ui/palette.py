"""Colours of classes and curves, distinct for colour-blind readers too, on light and dark backgrounds."""

from vae_core.results.svg import CLASS_COLOURS as CLASS_COLOURS


def class_colours(count: int) -> list[str]:
    """Returns `count` colours; after ten they repeat, and the legend's names distinguish the classes."""
    return [CLASS_COLOURS[index % len(CLASS_COLOURS)] for index in range(count)]
