"""Arrays in, Plotly figures out. Streamlit's theme gives them their ground and letters."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from torch import Tensor

from ui.palette import CLASS_COLOURS

FIRST, SECOND, THIRD = CLASS_COLOURS[0], CLASS_COLOURS[1], CLASS_COLOURS[4]
POINTS = 400  # of a curve: more cannot be seen


def framed(figure: go.Figure, x: str, y: str, height: int = 360) -> go.Figure:
    """The same figure with names on its axes, a legend above it and little around it."""
    figure.update_layout(
        xaxis_title=x, yaxis_title=y, height=height, margin={"l": 10, "r": 10, "t": 40, "b": 10},
        legend={"orientation": "h", "y": 1.12, "x": 0},
    )  # fmt: skip
    return figure


def two_histograms(normal: Tensor, strange: Tensor, names: tuple[str, str], threshold: float, x: str) -> go.Figure:
    """The shares of two lots of values, (N,) and (M,), over one axis, with a line at the threshold."""
    both = [normal, strange]
    low, high = min(float(part.min()) for part in both), max(float(part.quantile(0.999)) for part in both)
    bins = {"start": low, "end": high, "size": max((high - low) / 60, 1e-9)}
    figure = go.Figure()
    for part, name, colour in zip(both, names, (FIRST, SECOND), strict=True):
        figure.add_histogram(
            x=part.numpy(), name=name, xbins=bins, histnorm="percent", marker_color=colour, opacity=0.65
        )
    figure.update_layout(barmode="overlay")
    figure.add_vline(x=threshold, line_dash="dash", annotation_text="threshold")
    return framed(figure, x, "% of the images")


def roc_curve(false_alarms: Tensor, hits: Tensor, at: tuple[float, float]) -> go.Figure:
    """A ROC curve with the diagonal of chance, and a point where the threshold puts us."""
    keep = _thinned(len(hits))
    figure = go.Figure()
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", name="chance", line={"dash": "dot", "color": CLASS_COLOURS[3]})
    figure.add_scatter(
        x=false_alarms[keep].numpy(), y=hits[keep].numpy(), mode="lines", name="ROC", line={"color": FIRST}
    )
    figure.add_scatter(
        x=[at[0]],
        y=[at[1]],
        mode="markers",
        name="threshold",
        marker={"size": 12, "color": SECOND, "symbol": "diamond"},
    )
    return framed(figure, "false alarms", "found")


def _thinned(count: int) -> list[int]:
    step = max(1, count // POINTS)
    return [*range(0, count - 1, step), count - 1]


def curves(
    lines: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[float]]],
    x: str,
    y: str,
    logarithmic: bool = True,
) -> go.Figure:
    """Lines with error bars: name -> x, y and the standard error of y."""
    figure = go.Figure()
    for index, (name, (across, up, error)) in enumerate(lines.items()):
        figure.add_scatter(
            x=list(across), y=list(up), error_y={"array": list(error)}, mode="lines+markers", name=name,
            line={"color": CLASS_COLOURS[(0, 1, 4, 3)[index % 4]], "dash": ("solid", "dash", "dot", "dashdot")[index % 4]},
        )  # fmt: skip
    figure.update_xaxes(type="log" if logarithmic else "linear")
    return framed(figure, x, y)


def rate_and_error(
    line: tuple[Sequence[float], Sequence[float]], points: Mapping[str, tuple[float, float]], x: str, y: str
) -> go.Figure:
    """Squared error over bits: the curve of quantised PCA, and single points by name."""
    figure = go.Figure()
    figure.add_scatter(
        x=list(line[0]), y=list(line[1]), mode="lines+markers", name="quantised PCA", line={"color": FIRST}
    )
    for index, (name, (bits, error)) in enumerate(points.items()):
        figure.add_scatter(
            x=[bits], y=[error], mode="markers", name=name,
            marker={"size": 13, "color": (SECOND, THIRD)[index % 2], "symbol": ("diamond", "square")[index % 2]},
        )  # fmt: skip
    figure.update_xaxes(type="log")
    return framed(figure, x, y)


def heat(values: Tensor, rows: Sequence[str], columns: Sequence[str]) -> go.Figure:
    """A table of shares (R, K) as colours, each with its number."""
    figure = go.Figure(
        go.Heatmap(
            z=values.numpy(), x=list(columns), y=list(rows), zmin=0, zmax=1, colorscale="Blues", texttemplate="%{z:.2f}"
        )
    )
    figure.update_yaxes(autorange="reversed")
    return framed(figure, "latent dimension", "factor", 320)


def bars(names: Sequence[str], values: Sequence[float], errors: Sequence[float], y: str) -> go.Figure:
    """One bar for each name, with its standard error."""
    figure = go.Figure(go.Bar(x=list(names), y=list(values), error_y={"array": list(errors)}, marker_color=FIRST))
    return framed(figure, "", y, 320)
