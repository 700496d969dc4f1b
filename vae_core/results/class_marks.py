"""The colour and the shape of a class: ten colours for the first ten classes, ten others and another shape for the next ten.

`assets/js/shared/classes.js` holds the same tables for the browser; a test compares them.
"""

from typing import Literal

PointShape = Literal["circle", "triangle", "square", "diamond", "plus", "wedge"]

# Petroff 2021, "Accessible color sequences for data visualization", the ten-colour set. Each later colour is the one of a
# grid of RGB values that is furthest (OKLab) from the colours before it, and from those with the same shape also as
# protanopic and deuteranopic readers see them (Machado et al. 2009); contrast of 1.5 to white and 2 to the dark page.
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
    "#f868f8",
    "#085808",
    "#98e808",
    "#0848a8",
    "#789818",
    "#e8c8d8",
    "#a86898",
    "#a808f8",
    "#c89898",
    "#185868",
    "#f80878",
    "#0808f8",
    "#a888f8",
    "#c8d888",
    "#882808",
    "#880878",
    "#c8b8f8",
    "#e88808",
    "#7868c8",
    "#a85808",
    "#08c888",
    "#c808a8",
    "#685818",
    "#38b8f8",
    "#3868f8",
    "#b87808",
    "#08e808",
    "#18e8d8",
    "#683868",
    "#589878",
    "#6808f8",
    "#187858",
    "#08b808",
    "#f888c8",
    "#583898",
    "#f8c898",
    "#c858b8",
    "#6888f8",
    "#484858",
    "#189848",
    "#a83868",
    "#e808e8",
    "#f86878",
    "#c8c808",
    "#98b8d8",
    "#e80808",
    "#78e8a8",
    "#6808b8",
    "#0878a8",
    "#881858",
)
POINT_SHAPES: tuple[PointShape, ...] = ("circle", "triangle", "square", "diamond", "plus", "wedge")
# Corners of each shape but the circle, (right, down) in radii of a circle of about the same area.
CORNERS: dict[PointShape, tuple[tuple[float, float], ...]] = {
    "triangle": ((0, -1.4), (1.35, 0.94), (-1.35, 0.94)),
    "square": ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "plus": (
        *((-0.36, -1.3), (0.36, -1.3), (0.36, -0.36), (1.3, -0.36), (1.3, 0.36), (0.36, 0.36)),
        *((0.36, 1.3), (-0.36, 1.3), (-0.36, 0.36), (-1.3, 0.36), (-1.3, -0.36), (-0.36, -0.36)),
    ),
    "wedge": ((0, 1.4), (-1.35, -0.94), (1.35, -0.94)),
}


def class_colour(label: int) -> str:
    """Returns the colour of a class as #rrggbb; after 60 classes the colours repeat."""
    return CLASS_COLOURS[label % len(CLASS_COLOURS)]


def class_shape(label: int) -> PointShape:
    """Returns the shape of a class: one for ten classes each; after 60 classes the shapes repeat."""
    return POINT_SHAPES[label // 10 % len(POINT_SHAPES)]
