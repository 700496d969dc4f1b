"""Plotly figures made from arrays: colours come from the palette, sizes from here.

No figure uses colour alone: lines also differ in dash, points in symbol, and each has a name.
"""

from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.ui.palette import CLASS_COLOURS

BLUE, AMBER, RED, GREY, PURPLE, BROWN, ORANGE = CLASS_COLOURS[:7]
HEIGHT = 380


def panels(*titles: str, widths: list[float] | None = None, height: int = HEIGHT, **options: Any) -> go.Figure:
    """Returns an empty figure with a panel for each title, side by side."""
    figure = make_subplots(rows=1, cols=len(titles), subplot_titles=titles, column_widths=widths, **options)
    return framed(figure, height)


def framed(figure: go.Figure, height: int = HEIGHT) -> go.Figure:
    """Returns the figure with our margins and its legend below."""
    below = -0.2 - 0.0017 * (HEIGHT - height)  # in shares of the plot: below its axis title at any height
    legend = {"orientation": "h", "yanchor": "top", "y": below, "x": 0}
    return figure.update_layout(height=height, margin={"l": 10, "r": 10, "t": 40, "b": 10}, legend=legend)


def line(x: Any, y: Any, name: str, colour: str, dash: str = "solid", **more: Any) -> go.Scatter:
    """Returns a curve."""
    return go.Scatter(x=x, y=y, name=name, mode="lines", line={"color": colour, "dash": dash, "width": 2.5}, **more)


def marker(x: Any, y: Any, name: str, colour: str, symbol: str = "circle", size: int = 12, **more: Any) -> go.Scatter:
    """Returns points."""
    points = go.Scatter(x=x, y=y, name=name, mode="markers", marker={"color": colour, "symbol": symbol, "size": size})
    return points.update(more)
