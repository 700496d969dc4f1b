"""Plotly figures made from arrays: colours come from the palette, margins from here, heights from the page.

No figure uses colour alone: lines also differ in dash, points in symbol, and each has a name.
"""

from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.ui.palette import CLASS_COLOURS

BLUE, AMBER, RED, GREY, PURPLE, BROWN, ORANGE = CLASS_COLOURS[:7]
HEIGHT = 330  # where nothing else decides it: on a phone and on paper
TITLE_LINE = 20  # pixels of height of each line above a panel
TITLE_SIZE = 14  # pixels of the letters above a panel


def panels(*titles: str, widths: list[float] | None = None, **options: Any) -> go.Figure:
    """Returns an empty figure with a panel for each title, side by side."""
    shares = widths or [1 / len(titles)] * len(titles)
    names = [_wrapped(title, share) for title, share in zip(titles, shares, strict=True)]
    figure = framed(make_subplots(rows=1, cols=len(titles), subplot_titles=names, column_widths=widths, **options))
    figure.update_annotations(font={"size": TITLE_SIZE, "weight": 600})
    lines = 1 + max(name.count("<br>") for name in names)
    return figure.update_layout(margin_t=TITLE_LINE * max(2, lines))


def name_axis(figure: go.Figure, title: str, panel: int) -> go.Figure:
    """Names the horizontal axis of a panel, counted from 1, in lines that fit on a phone."""
    low, high = figure.layout["xaxis" if panel == 1 else f"xaxis{panel}"].domain
    return figure.update_xaxes(title=_wrapped(title, high - low), row=1, col=panel)


def in_lines(words: str, letters: int) -> str:
    """Returns words in lines of at most so many letters. A word stays whole, also one that is longer."""
    return "<br>".join(wrap(words, letters, break_long_words=False, break_on_hyphens=False))


def _wrapped(title: str, share: float) -> str:
    """Returns a title in lines that fit its panel on a phone, where all panels have room for about 44 characters.

    The labels of the vertical axis take the place of 8 more.
    """
    return in_lines(title, round(44 * share))


def framed(figure: go.Figure) -> go.Figure:
    """Returns the figure with our margins and its legend at the lower edge, whatever its height."""
    legend = {"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0, "x": 0}
    return figure.update_layout(height=HEIGHT, margin={"l": 10, "r": 10, "t": 2 * TITLE_LINE, "b": 10}, legend=legend)


def line(x: Any, y: Any, name: str, colour: str, dash: str = "solid", **more: Any) -> go.Scatter:
    """Returns a curve."""
    return go.Scatter(x=x, y=y, name=name, mode="lines", line={"color": colour, "dash": dash, "width": 2.5}, **more)


def marker(x: Any, y: Any, name: str, colour: str, symbol: str = "circle", size: int = 12, **more: Any) -> go.Scatter:
    """Returns points."""
    points = go.Scatter(x=x, y=y, name=name, mode="markers", marker={"color": colour, "symbol": symbol, "size": size})
    return points.update(more)
