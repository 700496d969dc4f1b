"""Small charts as SVG text, for a page that is printed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import torch
from torch import Tensor

from vae_core.results.class_marks import CORNERS, class_colour, class_shape

LEFT, BOTTOM, TOP, RIGHT = 46, 34, 10, 12  # margins around the axes, in units of the view box
TICKS = 5


@dataclass(frozen=True)
class Curve:
    """A named line; `dash` distinguishes it in a print without colours."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    dash: str = ""


def line_chart(curves: Sequence[Curve], marks: Sequence[float], x_title: str, y_title: str, width: int = 420) -> str:
    """Returns curves over a common x axis, with dashed vertical lines at `marks`."""
    height = 310
    points = [point for curve in curves for point in curve.points]
    right = max(x for x, _ in points) or 1.0
    # The first steps fall from a height that would flatten the rest: the axis begins where 3 % of the training is over.
    shown = [y for x, y in points if x >= 0.03 * right] or [y for _, y in points]
    low, high = _padded(min(shown), max(shown))
    plane = _Axes(width, height, (0.0, right), (low, high))
    lines = "".join(
        f'<polyline points="{" ".join(plane.place(x, y) for x, y in curve.points)}" stroke="{curve.colour}"'
        f' stroke-dasharray="{curve.dash}"/>'
        for curve in curves
    )
    marked = "".join(
        f'<line x1="{plane.x(mark):.1f}" x2="{plane.x(mark):.1f}" y1="{TOP}" y2="{height - BOTTOM}" class="mark"/>'
        for mark in marks
    )
    is_high = curves[0].points[-1][1] > (low + high) / 2  # then the legend's place is below the curves
    top = height - BOTTOM - 30 if is_high else TOP + 12
    legend = "".join(
        f'<g transform="translate({width - RIGHT - 110}, {top + 17 * number})">'
        f'<line x2="24" stroke="{curve.colour}" stroke-dasharray="{curve.dash}" stroke-width="2"/>'
        f'<text x="30" y="4">{escape(curve.name)}</text></g>'
        for number, curve in enumerate(curves)
    )
    clip = (
        f'<svg x="{LEFT}" y="{TOP}" width="{width - LEFT - RIGHT}" height="{height - TOP - BOTTOM}" '
        f'viewBox="{LEFT} {TOP} {width - LEFT - RIGHT} {height - TOP - BOTTOM}">{marked}{lines}</svg>'
    )
    return plane.svg("curves", clip + legend, x_title, y_title, f"{y_title} over {x_title}")


def scatter(
    points: Tensor, labels: Tensor, names: Sequence[str] | None, radii: Sequence[float], titles: tuple[str, str]
) -> str:
    """Returns points (N, 2) in the colours of their classes, each class named at its median, with circles around 0.

    `names` None: all points have one colour and no class is named. The window always contains the circles, so that the codes
    of a collapsed posterior look like one dot.
    """
    if names is None:
        labels = torch.zeros_like(labels)
    side, height = 520, 520 - LEFT - RIGHT + TOP + BOTTOM  # of equal scales
    low, high = torch.quantile(points, 0.005, dim=0), torch.quantile(points, 0.995, dim=0)
    if radii:
        low, high = low.clamp(max=-max(radii)), high.clamp(min=max(radii))
    middle, half = (low + high) / 2, max(float((high - low).max()) * 0.54, 1e-6)
    ranges = [(float(value) - half, float(value) + half) for value in middle]
    plane = _Axes(side, height, ranges[0], ranges[1])
    inside = ((points - middle).abs() <= half).all(1)
    dots = "".join(
        _mark(plane.x(x), plane.y(y), label)
        for (x, y), label in zip(points[inside].tolist(), labels[inside].tolist(), strict=True)
    )
    scale = (side - LEFT - RIGHT) / (2 * half)
    circles = "".join(
        f'<circle cx="{plane.x(0):.1f}" cy="{plane.y(0):.1f}" r="{radius * scale:.1f}" class="prior"/>'
        for radius in radii
    )
    words = ""
    for number in [] if names is None else torch.unique(labels).tolist():
        x, y = points[labels == number].median(0).values.tolist()
        text = names[number] if names is not None and number < len(names) else str(number)
        words += f'<text x="{plane.x(x):.1f}" y="{plane.y(y):.1f}" class="name">{escape(text[:12])}</text>'
    clip = (
        f'<svg x="{LEFT}" y="{TOP}" width="{side - LEFT - RIGHT}" height="{height - TOP - BOTTOM}" '
        f'viewBox="{LEFT} {TOP} {side - LEFT - RIGHT} {height - TOP - BOTTOM}">{dots}{circles}{words}</svg>'
    )
    return plane.svg("plane", clip, *titles, "Latent plane: one point for each test image")


def _mark(x: float, y: float, label: int) -> str:
    """Returns the point of a class: a dot for the first ten classes, another shape for each ten after them."""
    shape = class_shape(label)
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{class_colour(label)}"/>'
    corners = " ".join(f"{x + 2.6 * right:.1f},{y + 2.6 * down:.1f}" for right, down in CORNERS[shape])
    return f'<polygon points="{corners}" fill="{class_colour(label)}"/>'


def _padded(low: float, high: float) -> tuple[float, float]:
    space = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return low - space, high + space


@dataclass(frozen=True)
class _Axes:
    width: int
    height: int
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.x_range
        return LEFT + (value - low) / (high - low) * (self.width - LEFT - RIGHT)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.height - BOTTOM - (value - low) / (high - low) * (self.height - TOP - BOTTOM)

    def place(self, x: float, y: float) -> str:
        return f"{self.x(x):.1f},{self.y(y):.1f}"

    def svg(self, kind: str, content: str, x_title: str, y_title: str, description: str) -> str:
        """Returns the chart with its axes and grid."""
        parts = [
            f'<svg class="{kind}" viewBox="0 0 {self.width} {self.height}" role="img" aria-label="{escape(description)}">'
        ]
        for value in ticks(*self.x_range):
            parts += [
                f'<line x1="{self.x(value):.1f}" x2="{self.x(value):.1f}" y1="{TOP}" y2="{self.height - BOTTOM}" class="grid"/>',
                f'<text x="{self.x(value):.1f}" y="{self.height - BOTTOM + 14}" class="tick middle">{value:g}</text>',
            ]
        for value in ticks(*self.y_range):
            parts += [
                f'<line x1="{LEFT}" x2="{self.width - RIGHT}" y1="{self.y(value):.1f}" y2="{self.y(value):.1f}" class="grid"/>',
                f'<text x="{LEFT - 5}" y="{self.y(value) + 4:.1f}" class="tick end">{value:g}</text>',
            ]
        parts += [
            content,
            f'<text x="{(LEFT + self.width) / 2}" y="{self.height - 4}" text-anchor="middle">{escape(x_title)}</text>',
            f'<text transform="translate(11, {self.height / 2}) rotate(-90)" text-anchor="middle">{escape(y_title)}</text>',
            "</svg>",
        ]
        return "".join(parts)


def ticks(low: float, high: float) -> list[float]:
    """Returns about TICKS round numbers from `low` to `high`."""
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step)
    return [round(number * step, 10) for number in range(first, math.floor(high / step) + 1)]
