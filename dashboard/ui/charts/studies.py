"""Figures of studies over several seeds, and of a transposed convolution."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, PURPLE, RED, line, marker, name_axis, panels

Series = Mapping[str, Sequence[float]]  # values over the seeds, by variant


def studies_figure(
    charts: Mapping[str, Mapping[str, Series]], chosen: str, x_title: str, is_ordered: bool = True
) -> go.Figure:
    """A panel for each title with one or two series of variants: a point for each seed, lines through the medians.

    Variants without an order have a dash at each median and no line between them. The chosen variant is framed.
    """
    figure = panels(*charts, horizontal_spacing=0.12)
    for column, series in enumerate(charts.values(), 1):
        looks = ((BLUE, "circle", "solid"), (AMBER, "diamond", "dash"), (PURPLE, "star", "dot"))
        for (name, variants), (colour, symbol, dash) in zip(series.items(), looks, strict=False):
            names = list(variants)
            x = [place for place, values in enumerate(variants.values()) for _ in values]
            y = [value for values in variants.values() for value in values]
            is_named = column == 1 or name not in next(iter(charts.values()))
            dots = marker(x, y, name, colour, symbol, 9, showlegend=is_named, opacity=0.8)
            figure.add_trace(dots, 1, column)
            middles = [sorted(values)[len(values) // 2] for values in variants.values()]
            places = list(range(len(names)))
            if is_ordered:
                medians = line(places, middles, name, colour, dash, showlegend=False)
            else:
                medians = marker(places, middles, "median", colour, "line-ew", 26, showlegend=False)
                medians.update(marker_line={"color": colour, "width": 2.5})
            figure.add_trace(medians, 1, column)
            name_axis(figure, x_title, column).update_xaxes(tickvals=places, ticktext=names, row=1, col=column)
            place = names.index(chosen)
            ring = marker([place], [middles[place]], "chosen", RED, "circle-open", 18, showlegend=False)
            figure.add_trace(ring, 1, column)
            edge = {"color": GREY, "width": 1, "dash": "dot"}
            figure.add_vrect(x0=place - 0.4, x1=place + 0.4, line=edge, fillcolor=GREY, opacity=0.15, row=1, col=column)
    return figure


def stamps_figure(overlaps: Tensor, losses: Mapping[str, Sequence[float]]) -> go.Figure:
    """The number of stamps of the kernel on each pixel (H, W); and the reconstruction losses of "dense" and "conv" by seed.

    Without losses, only the stamps.
    """
    titles = ("Stamps on each pixel", "Reconstruction loss on test images, nats")[: 1 + bool(losses)]
    widths, right = ([0.45, 0.55], 0.42) if losses else ([1.0], 1.02)
    figure = panels(*titles, widths=widths, horizontal_spacing=0.14)
    heat = go.Heatmap(z=overlaps.flip(0).numpy(), colorscale="Cividis", zmin=0, colorbar={"thickness": 10, "x": right})
    figure.add_trace(heat, 1, 1)
    figure.update_yaxes(scaleanchor="x", constrain="domain", showticklabels=False, row=1, col=1)
    figure.update_xaxes(constrain="domain", showticklabels=False, row=1, col=1)
    looks = {"dense": ("dense", BLUE, "circle"), "conv": ("convolutional", AMBER, "diamond")}
    for kind, values in losses.items():
        name, colour, symbol = looks[kind]
        figure.add_trace(marker([name] * len(values), list(values), f"{name}, 3 seeds", colour, symbol), 1, 2)
    return figure
