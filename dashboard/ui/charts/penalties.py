"""The effect of penalties on codes: activations and their means; the norm and the singular values of the Jacobian."""

import plotly.graph_objects as go
import torch
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, line, marker, panels
from vae_core.measures.jacobian import Sensitivity


def activations_figure(activations: Tensor, target: float, index: int) -> go.Figure:
    """A histogram of all activations (N, D); and for each unit its mean, the target and the code of image `index`."""
    figure = panels("All activations", "Each unit", horizontal_spacing=0.12)
    bins = {"start": 0.0, "end": 1.0, "size": 0.04}
    bars = go.Histogram(
        x=activations.flatten().numpy(), xbins=bins, histnorm="percent", marker_color=BLUE, showlegend=False
    )
    figure.add_trace(bars, 1, 1)
    number, means = list(range(1, activations.shape[1] + 1)), activations.mean(0).numpy()
    figure.add_trace(marker(number, activations[index].numpy(), "this image", RED, "x", 8), 1, 2)
    figure.add_trace(marker(number, means, "mean over all images", BLUE, size=8), 1, 2)
    figure.add_trace(line([1, len(number)], [target, target], f"target {target:g}", AMBER, "dash"), 1, 2)
    figure.add_vline(x=target, line={"color": AMBER, "dash": "dash"}, row=1, col=1)
    figure.update_xaxes(title="activation", range=[0, 1], row=1, col=1).update_xaxes(title="unit", row=1, col=2)
    return figure.update_yaxes(title="% of all activations", row=1, col=1).update_yaxes(range=[0, 1], row=1, col=2)


def sensitivity_figure(across: Tensor, along: Tensor, norms: Tensor, found: Sensitivity, moved: Tensor) -> go.Figure:
    """The norm over the plane with the codes of images, and box plots of both singular values.

    `moved` (3, 2): the code of the chosen image, and its codes after the image changed.
    """
    figure = panels(
        "Norm at the image decoded from each code", "Singular values", widths=[0.6, 0.4], horizontal_spacing=0.2
    )
    bar = {"thickness": 10, "x": 0.49}
    heat = go.Heatmap(x=across.numpy(), y=along.numpy(), z=norms.numpy(), colorscale="Cividis", colorbar=bar)
    figure.add_trace(heat, 1, 1)
    x, y = found.codes.T.numpy()
    dots = marker(x, y, "codes of test images", "#ffffff", size=5, showlegend=False)
    figure.add_trace(dots.update(marker_line={"width": 1, "color": "#000000"}), 1, 1)
    for code, name, colour, symbol in zip(
        moved[1:], ("followed", "ignored"), (RED, AMBER), ("x", "diamond"), strict=True
    ):
        x, y = torch.stack([moved[0], code]).T.numpy()
        figure.add_trace(line(x, y, f"code after the {name} change", colour).update(mode="lines+markers"), 1, 1)
        figure.data[-1].marker = {"symbol": ["circle", symbol], "size": 11, "line": {"width": 1, "color": "#ffffff"}}
    singular_values = found.singular_values
    for name, values, colour in (("largest", singular_values[:, 0], BLUE), ("smallest", singular_values[:, 1], GREY)):
        box = go.Box(x=[name] * len(values), y=values.numpy(), name=name, marker_color=colour, boxpoints=False)
        figure.add_trace(box.update(showlegend=False), 1, 2)
    figure.update_yaxes(title="z₂", row=1, col=1).update_yaxes(rangemode="tozero", row=1, col=2)
    return figure.update_xaxes(title="z₁", row=1, col=1)
