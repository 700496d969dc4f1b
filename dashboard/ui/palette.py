"""Colours of classes and curves, distinct for colour-blind readers too, on light and dark backgrounds."""

# Petroff 2021, "Accessible color sequences for data visualization", the ten-colour set.
CLASS_COLOURS = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)


def class_colours(count: int) -> list[str]:
    """Returns `count` colours; after ten they repeat, and the legend's names distinguish the classes."""
    return [CLASS_COLOURS[index % len(CLASS_COLOURS)] for index in range(count)]
