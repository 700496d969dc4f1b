"""Codes with their labels: codes of the five steps, and planes of a VAE and a conditional VAE."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, line, marker, name_axis, panels
from dashboard.ui.charts.planes import ellipse
from dashboard.ui.palette import class_colours

_POINTS = 400  # numerals in a plane; more would hide each other


def numerals(codes: Tensor, labels: Tensor, size: int = 11) -> go.Scatter:
    """Codes (N, 2), drawn as the numerals of their labels (N,) in the colours of the classes."""
    colours = np.array(class_colours(10))[labels[:_POINTS].numpy()]
    x, y = codes[:_POINTS].T.numpy()
    text = [str(int(label)) for label in labels[:_POINTS]]
    return go.Scatter(x=x, y=y, mode="text", text=text, textfont={"color": colours, "size": size}, showlegend=False)


def steps_figure(codes: Tensor, labels: Tensor, new: Tensor, counts: Tensor, unlike: int) -> go.Figure:
    """The codes of known images (N, D) and new codes (K, D); how many samples look like each digit, `counts` (10,),
    and how many look `unlike` any."""
    total = float(counts.sum()) + unlike
    figure = panels("Codes", f"{total:.0f} samples by digit", widths=[0.58, 0.42], horizontal_spacing=0.12)
    if codes.shape[1] == 2:
        x, y = new[:100].T.numpy()
        figure.add_trace(numerals(codes, labels, 11 if len(codes) > 1 else 32), 1, 1)
        for sds in (1, 2):
            rim = ellipse(np.zeros(2), np.eye(2), sds)
            figure.add_trace(line(*rim, "N(0, I), 1 and 2 sd", GREY, "dash", showlegend=sds == 1), 1, 1)
        figure.add_trace(marker(x, y, "new codes", AMBER, "circle-open", 6), 1, 1)
        figure.update_xaxes(title="z₁", row=1, col=1).update_yaxes(title="z₂", row=1, col=1)
    else:
        heat = go.Heatmap(z=codes.numpy(), colorscale="Cividis", showscale=False)
        figure.add_trace(heat, 1, 1)
        name_axis(figure, "latent dimension", 1).update_yaxes(title="image", row=1, col=1)
    digits = [*map(str, range(len(counts))), "none"]
    colours = [BLUE] * len(counts) + [GREY]
    figure.add_trace(go.Bar(x=digits, y=[*counts.tolist(), unlike], marker_color=colours, showlegend=False), 1, 2)
    figure.add_hline(y=total / len(counts), line={"color": GREY, "dash": "dash"}, row=1, col=2)
    figure.update_xaxes(title="nearest digit", type="category", row=1, col=2)
    return figure.update_yaxes(range=[0, total], row=1, col=2)


def conditional_figure(planes: dict[str, Tensor], labels: Tensor, point: tuple[float, float]) -> go.Figure:
    """Two planes of codes (N, 2), drawn as numerals; the second one marks the code that is decoded under every label."""
    figure = panels(*planes, horizontal_spacing=0.08)
    for column, codes in enumerate(planes.values(), 1):
        figure.add_trace(numerals(codes, labels), 1, column)
    here = marker([point[0]], [point[1]], "decoded code", RED, "circle-open", 18)
    figure.add_trace(here.update(marker_line_width=3), 1, 2)
    figure.update_xaxes(title="z₁", range=[-4, 4]).update_yaxes(range=[-4, 4])
    return figure.update_yaxes(title="z₂", row=1, col=1)
