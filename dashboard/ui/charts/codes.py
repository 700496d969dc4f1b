"""Codes with their labels: what five steps make of a code, and planes with and without a label told."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, marker, panels
from dashboard.ui.palette import class_colours

POINTS = 400  # numerals of a plane, more would hide each other


def numerals(codes: Tensor, labels: Tensor, size: int = 11) -> go.Scatter:
    """Codes (N, 2) as the numerals of their labels (N,), in their colours."""
    colours = np.array(class_colours(10))[labels[:POINTS].numpy()]
    x, y = codes[:POINTS].T.numpy()
    text = [str(int(label)) for label in labels[:POINTS]]
    return go.Scatter(x=x, y=y, mode="text", text=text, textfont={"color": colours, "size": size}, showlegend=False)


def steps_figure(codes: Tensor, labels: Tensor, draws: Tensor, shown: Tensor) -> go.Figure:
    """Where the known images' codes (N, D) and new ones lie, and how many of the draws show each digit (10,)."""
    figure = panels("Codes", "What 500 draws show", widths=[0.58, 0.42], horizontal_spacing=0.12, height=400)
    if codes.shape[1] == 2:
        x, y = draws[:100].T.numpy()
        new = marker(x, y, "new codes", AMBER, "circle-open", 6)
        figure.add_trace(new, 1, 1)
        figure.add_trace(numerals(codes, labels, 11 if len(codes) > 1 else 32), 1, 1)
        figure.update_xaxes(title="z₁", row=1, col=1).update_yaxes(title="z₂", row=1, col=1)
    else:
        heat = go.Heatmap(z=codes.numpy(), colorscale="Cividis", showscale=False)
        figure.add_trace(heat, 1, 1)
        figure.update_xaxes(title="number of the code", row=1, col=1).update_yaxes(title="image", row=1, col=1)
    digits = [str(digit) for digit in range(len(shown))]
    figure.add_trace(go.Bar(x=digits, y=shown.numpy(), marker_color=BLUE, showlegend=False), 1, 2)
    figure.add_hline(y=float(shown.sum()) / len(shown), line={"color": GREY, "dash": "dash"}, row=1, col=2)
    figure.update_xaxes(title="digit that is nearest", type="category", row=1, col=2)
    return figure.update_yaxes(title="draws", range=[0, float(shown.sum())], row=1, col=2)


def told_figure(planes: dict[str, Tensor], labels: Tensor, point: tuple[float, float]) -> go.Figure:
    """Two planes of codes (N, 2) with their numerals; in the second, the code that is decoded under every label."""
    figure = panels(*planes, height=360, horizontal_spacing=0.08)
    for column, codes in enumerate(planes.values(), 1):
        figure.add_trace(numerals(codes, labels), 1, column)
    here = marker([point[0]], [point[1]], "the code that is decoded", RED, "circle-open", 18)
    figure.add_trace(here.update(marker_line_width=3), 1, 2)
    figure.update_xaxes(title="z₁", range=[-4, 4]).update_yaxes(range=[-4, 4])
    return figure.update_yaxes(title="z₂", row=1, col=1)
