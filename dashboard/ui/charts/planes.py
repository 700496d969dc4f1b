"""Gaussians in a plane, with equal scales on both axes: samples and their ellipses."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.ui.charts import AMBER, BLUE, PURPLE, RED, line, marker, panels
from vae_core.theory.reparameterisation import Cloud, Gradients

Points = NDArray[np.float64]


def ellipse(mean: Points, covariance: Points, sds: float) -> tuple[Points, Points]:
    """The ellipse `sds` standard deviations from the mean of a Gaussian in the plane: x and y."""
    turn = np.linspace(0, 2 * np.pi, 121)
    outline = sds * np.linalg.cholesky(covariance) @ np.stack([np.cos(turn), np.sin(turn)])
    return mean[0] + outline[0], mean[1] + outline[1]


def cloud_figure(cloud: Cloud, gradients: Gradients, truth: float) -> go.Figure:
    """Samples with the ellipses of one and two sd, and how far three kinds of gradient estimates lie from the truth."""
    figure = panels(
        "Samples of z, to scale",
        "Error of each estimate",
        widths=[0.5, 0.5],
        horizontal_spacing=0.12,
    )
    mean, covariance = cloud.mean.double().numpy(), np.diag(cloud.sd.double().numpy() ** 2)
    x, y = cloud.samples.T.numpy()
    figure.add_trace(marker(x, y, "samples", BLUE, size=5, opacity=0.6), 1, 1)
    for sds, dash in ((1, "solid"), (2, "dash")):
        figure.add_trace(line(*ellipse(mean, covariance, sds), f"{sds} sd", RED, dash), 1, 1)
    figure.add_trace(marker(mean[:1], mean[1:], "mean", RED, "x"), 1, 1)
    estimates = {"pathwise": BLUE, "score with baseline": PURPLE, "score function": AMBER}
    kinds = (gradients.pathwise, gradients.score_with_baseline, gradients.score)
    for (name, colour), values in zip(estimates.items(), kinds, strict=True):
        distances = (values - truth).abs().numpy()
        box = go.Box(x=[name] * len(values), y=distances, name=name, marker_color=colour, boxpoints=False)
        figure.add_trace(box.update(showlegend=False), 1, 2)
    figure.update_yaxes(type="log", dtick=1, row=1, col=2)  # the pathwise ones are far nearer
    figure.update_yaxes(scaleanchor="x", scaleratio=1, title="z₂", row=1, col=1)
    return figure.update_xaxes(title="z₁", row=1, col=1)
