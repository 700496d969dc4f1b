"""Histograms and ROC curve of an anomaly score, accuracy by labels, error by bits, information about factors."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, PURPLE, framed, line, marker, panels

_THINNED_POINTS = 400  # of a curve: more cannot be seen
STYLES = ((BLUE, "solid"), (AMBER, "dash"), (PURPLE, "dot"))


def _named(figure: go.Figure, x: str, y: str) -> go.Figure:
    return framed(figure.update_layout(xaxis_title=x, yaxis_title=y))


def two_histograms(normal: Tensor, strange: Tensor, names: tuple[str, str], threshold: float, x: str) -> go.Figure:
    """Returns histograms of two sets of values, (N,) and (M,), over one axis, with a line at the threshold."""
    low = min(float(normal.min()), float(strange.min()))
    high = max(float(normal.quantile(0.999)), float(strange.quantile(0.999)))
    bins = {"start": low, "end": high, "size": max((high - low) / 60, 1e-9)}
    figure = go.Figure()
    for part, name, colour, pattern in ((normal, names[0], BLUE, ""), (strange, names[1], AMBER, "/")):
        figure.add_histogram(
            x=part.numpy(),
            name=name,
            xbins=bins,
            histnorm="percent",
            opacity=0.7,
            marker={"color": colour, "pattern": {"shape": pattern}},
        )
    figure.update_layout(barmode="overlay")
    figure.add_vline(x=threshold, line_dash="dash", line_color=GREY, annotation_text="threshold")
    return _named(figure, x, "% of images")


def roc_curve(false_alarms: Tensor, hits: Tensor, at: tuple[float, float]) -> go.Figure:
    """Returns a ROC curve with the diagonal of chance and a point at the threshold."""
    keep = _thinned(len(hits))
    figure = go.Figure(line([0, 1], [0, 1], "chance", GREY, "dot"))
    figure.add_trace(line(false_alarms[keep].numpy(), hits[keep].numpy(), "ROC", BLUE))
    figure.add_trace(marker([at[0]], [at[1]], "threshold", AMBER, "diamond"))
    return _named(figure, "false positive rate", "true positive rate")


def _thinned(count: int) -> list[int]:
    return [*range(0, count - 1, max(1, count // _THINNED_POINTS)), count - 1]


def curves(lines: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[float]]], x: str, y: str) -> go.Figure:
    """Returns lines with error bars over a logarithmic axis: name -> x, y and the standard error of y."""
    figure = go.Figure()
    for (name, (across, up, error)), (colour, dash) in zip(lines.items(), STYLES, strict=False):
        trace = line(list(across), list(up), name, colour, dash, error_y={"array": list(error)})
        figure.add_trace(trace.update(mode="lines+markers"))
    return _named(figure.update_xaxes(type="log"), x, y)


def rate_and_error(
    pca: tuple[Sequence[float], Sequence[float]], points: Mapping[str, tuple[float, float]], x: str, y: str
) -> go.Figure:
    """Returns squared error by bits: the curve of rounded PCA, and single points by name."""
    figure = go.Figure(
        line(list(pca[0]), list(pca[1]), "rounded principal components", BLUE).update(mode="lines+markers")
    )
    for name, (bits, error) in points.items():
        figure.add_trace(marker([bits], [error], name, AMBER, "diamond"))
    return _named(figure.update_xaxes(type="log"), x, y)


def heat(values: Tensor, rows: Sequence[str], columns: Sequence[str]) -> go.Figure:
    """Returns a table of shares (R, K) as colours, each with its number."""
    shades = go.Heatmap(
        z=values.numpy(),
        x=list(columns),
        y=list(rows),
        zmin=0,
        colorscale="Blues",
        showscale=False,
        texttemplate="%{z:.2f}",
    )
    return _named(go.Figure(shades).update_yaxes(autorange="reversed"), "latent dimension", "factor")


def bars(names: Sequence[str], values: Sequence[float], errors: Sequence[float], y: str) -> go.Figure:
    """Returns one bar for each name, with its standard error."""
    figure = go.Figure(go.Bar(x=list(names), y=list(values), error_y={"array": list(errors)}, marker_color=BLUE))
    return _named(figure, "", y)


def heats(tables: Mapping[str, Tensor], rows: Sequence[str], columns: Sequence[str]) -> go.Figure:
    """Returns tables of shares (R, K) from 0 to 1 side by side, by title."""
    figure = panels(*tables, horizontal_spacing=0.06, shared_yaxes=True)
    for place, values in enumerate(tables.values(), 1):
        for shades in heat(values, rows, columns).data:
            figure.add_trace(shades.update(zmax=1, texttemplate="%{z:.1f}"), 1, place)
    return figure.update_yaxes(autorange="reversed")
