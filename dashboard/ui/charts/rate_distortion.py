"""The figures of a comparison: the rate-distortion plane, and results by the varied setting."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.ui.charts import AMBER, BLUE, BROWN, GREY, HEIGHT, ORANGE, PURPLE, RED
from dashboard.ui.controls import label
from dashboard.ui.names import in_turn
from dashboard.ui.palette import CLASS_COLOURS
from vae_core.runs.comparison import equal_elbo_levels
from vae_core.runs.library import RunEntry

# Groups differ in symbol and dash, not in colour alone.
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "triangle-down", "hexagon")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_COLOURS = (BLUE, ORANGE, PURPLE, GREY, RED, BROWN, AMBER, CLASS_COLOURS[8])
LINE_GREY = "#76828f"  # visible on light and dark backgrounds
_MOST_TICKS = 8  # of whole numbers, each with its own tick


class Dot(NamedTuple):
    """A run in a figure."""

    run_id: str
    title: str
    group: str  # the other settings in which the runs differ
    value: Any  # of the varied setting at the end of the training; None if its model has none
    rate: float | None
    distortion: float
    active: int | None
    words: str = ""  # the value, or the values that it had in turn


def dots_of(
    entries: Sequence[RunEntry], titles: Sequence[str], varied: str, differing: dict[str, list[Any]]
) -> list[Dot]:
    """Returns the measured runs as dots, in the order of the varied setting."""
    others = [name for name in differing if name != varied][:2]
    dots = []
    for number, entry in enumerate(entries):
        distortion = entry.term("reconstruction")
        if distortion is not None:
            group = ", ".join(f"{label(name).lower()} {in_words(differing[name][number])}" for name in others)
            value = differing[varied][number] if varied else None
            steered = entry.steered.get(varied)
            words = in_turn(steered) if steered else in_words(value) if varied else ""
            active = entry.summary.active_units
            dots.append(Dot(entry.run.id, titles[number], group, value, entry.term("kl"), distortion, active, words))
    return sorted(dots, key=lambda dot: (isinstance(dot.value, str), dot.value is None, dot.value or 0))


def in_words(value: Any) -> str:
    """Returns the value of a setting as a figure shows it."""
    if isinstance(value, list):
        return " ".join(map(str, value)) or "default"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def rate_distortion(dots: Sequence[Dot], varied: str) -> go.Figure:
    """Returns a figure with one point for each run that has a rate.

    On each dashed grey line, rate + distortion = -ELBO is constant; its slope is -1.
    """
    figure = go.Figure()
    dots = [dot for dot in dots if dot.rate is not None]
    if dots:
        _add_equal_elbo(figure, [dot.rate or 0.0 for dot in dots], [dot.distortion for dot in dots])
    for number, (group, members) in enumerate(_groups(dots).items()):
        figure.add_scatter(
            x=[dot.rate for dot in members],
            y=[dot.distortion for dot in members],
            name=group or "runs",
            text=[dot.words for dot in members],
            textposition=("top right", "bottom left")[number % 2],  # where two groups meet, both are read
            mode="lines+markers+text",
            customdata=[[dot.run_id, dot.title, (dot.rate or 0.0) + dot.distortion] for dot in members],
            hovertemplate="%{customdata[1]}<br>KL %{x:.1f}, reconstruction %{y:.1f}, -ELBO %{customdata[2]:.1f}<extra></extra>",
            marker=_marker(number),
            line={"width": 1, "dash": DASHES[number % len(DASHES)], "color": _colour(number)},
        )
    numbers = f"<br>numbers at the dots: {label(varied).lower()}" if varied else ""
    _lay_out(figure, f"Rate: KL divergence (nats){numbers}", "Distortion: reconstruction loss (nats)")
    return figure


def _add_equal_elbo(figure: go.Figure, rates: list[float], distortions: list[float]) -> None:
    """Adds lines of slope -1 that end at the frame, each with its -ELBO; the frame has a margin around the dots."""
    left, right = _frame(rates)
    low, high = _frame(distortions)
    for level in equal_elbo_levels(rates, distortions):
        first, last = max(left, level - high), min(right, level - low)
        if first < last:
            figure.add_scatter(
                x=[first, last],
                y=[level - first, level - last],
                mode="lines+text",
                text=[f"-ELBO {level:g}", ""],
                textposition="top right",
                textfont={"size": 11, "color": LINE_GREY},
                hoverinfo="skip",
                showlegend=False,
                line={"dash": "dash", "width": 1, "color": LINE_GREY},
            )
    figure.update_xaxes(range=[left, right])
    figure.update_yaxes(range=[low, high])


def _frame(values: list[float]) -> tuple[float, float]:
    room = 0.12 * max(max(values) - min(values), 1.0)
    return min(values) - room, max(values) + room


def against(dots: Sequence[Dot], varied: str, name: str) -> go.Figure:
    """Returns -ELBO ("elbo") or active latent dimensions ("active") of each run by the varied setting."""
    figure = go.Figure()
    for number, (group, members) in enumerate(_groups(dots).items()):
        shown = [dot for dot in members if _height(dot, name) is not None]
        figure.add_scatter(
            x=[in_words(dot.value) if _is_words(dots) else dot.value for dot in shown],
            y=[_height(dot, name) for dot in shown],
            name=group or "runs",
            mode="lines+markers",
            customdata=[[dot.run_id, dot.title] for dot in shown],
            hovertemplate="%{customdata[1]}<br>%{y:.4g}<extra></extra>",
            marker=_marker(number),
            line={"dash": DASHES[number % len(DASHES)], "color": _colour(number)},
        )
    _lay_out(figure, label(varied), "-ELBO (nats)" if name == "elbo" else "Active latent dimensions")
    figure.update_xaxes(**_axis(dots))
    if name == "active":
        figure.update_yaxes(rangemode="tozero")
    return figure


def _height(dot: Dot, name: str) -> float | None:
    if name == "active":
        return dot.active
    return None if dot.rate is None else dot.rate + dot.distortion


def _is_words(dots: Sequence[Dot]) -> bool:
    return not all(type(dot.value) in (int, float) for dot in dots)


def _axis(dots: Sequence[Dot]) -> dict[str, Any]:
    """Returns a category axis for words.

    If the largest number is more than 10 times the smallest, the axis is logarithmic, with a tick at each value. A few
    whole numbers have a tick each too: Plotly would put one at 2.5 latent dimensions.
    """
    if _is_words(dots):
        return {"type": "category"}
    values = sorted({dot.value for dot in dots})
    if values and values[0] > 0 and values[-1] / values[0] > 10:
        return {"type": "log", "tickvals": values, "ticktext": [in_words(value) for value in values]}
    is_whole = all(isinstance(value, int) for value in values)
    steps = [after - before for before, after in pairwise(values)]
    has_room = all(2 * _MOST_TICKS * step >= values[-1] - values[0] for step in steps)
    return {"tickvals": values} if is_whole and has_room and len(values) <= _MOST_TICKS else {}


def _groups(dots: Sequence[Dot]) -> dict[str, list[Dot]]:
    groups: dict[str, list[Dot]] = {}
    for dot in dots:
        groups.setdefault(dot.group, []).append(dot)
    return groups


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _marker(number: int) -> dict[str, Any]:
    return {"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 11, "color": _colour(number)}


def _lay_out(figure: go.Figure, across: str, up: str) -> None:
    figure.update_layout(
        xaxis_title=across,
        yaxis_title=up,
        height=HEIGHT,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        hovermode="closest",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        dragmode=False,
        clickmode="event+select",
    )
