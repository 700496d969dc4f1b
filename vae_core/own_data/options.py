"""The choices of an import: size, fit, colour and inversion."""

import re
from dataclasses import dataclass

from vae_core.own_sets import LARGEST_SIDE

FITS = {
    "crop": "cuts off what exceeds the shape",
    "pad": "adds a border in the colour of the corners",
    "stretch": "changes the proportions",
}
PIXELS_AT_ONCE = 100_000_000  # that are decoded to choose size and colour; the preview decodes twice as many: 2 to 5 s
SURVEYED = 24  # pictures from which size and colour are chosen
COLOURS = {
    "auto": f"grey if the first {SURVEYED} pictures are grey",
    "grey": "grey values",
    "colour": "red, green and blue",
}
SMALLEST_OWN_SIDE = 4  # pixels


@dataclass(frozen=True)
class ImportOptions:
    """The choices of an import. Raises a ValueError for a forbidden one."""

    width: int = 0  # pixels; 0: chosen from the pictures
    height: int = 0
    fit: str = "crop"
    colour: str = "auto"
    invert: bool = False  # black becomes white: a network learns a white shape on black more easily
    labels: bool = True  # False: all pictures belong to one class
    duplicates: bool = False  # True: equal pictures of a class are kept

    def __post_init__(self) -> None:
        if (self.width == 0) != (self.height == 0):
            raise ValueError(f"the size is {self.width} x {self.height}; give both, or neither")
        for name, side in (("width", self.width), ("height", self.height)):
            if side and not SMALLEST_OWN_SIDE <= side <= LARGEST_SIDE:
                raise ValueError(f"{name} is {side}; it must be from {SMALLEST_OWN_SIDE} to {LARGEST_SIDE} pixels")
        if self.fit not in FITS:
            raise ValueError(f"unknown fit {self.fit!r}; choose from {', '.join(FITS)}")
        if self.colour not in COLOURS:
            raise ValueError(f"unknown colour {self.colour!r}; choose from {', '.join(COLOURS)}")


def parse_size(text: str) -> tuple[int, int]:
    """Returns width and height of "64" or "100x60"; zeros for an empty text. Raises a ValueError for anything else."""
    if not text.strip():
        return 0, 0
    found = re.fullmatch(r"\s*(\d{1,4})(?:\s*[x×]\s*(\d{1,4}))?\s*", text)  # noqa: RUF001 (people write both signs)
    if found is None:
        raise ValueError(f"the size is {text[:40]!r}; write one number of pixels, or width x height, such as 100x60")
    width = int(found[1])
    return width, int(found[2]) if found[2] else width
