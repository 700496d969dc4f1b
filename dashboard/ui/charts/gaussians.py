"""Gaussians in one dimension: a posterior and the prior, the parts of its KL divergence, Gaussians fitted to two peaks."""

import numpy as np
import plotly.graph_objects as go
import torch
from numpy.typing import NDArray

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, framed, line, panels
from vae_core.theory.gaussian_kl import GaussianFit, KlParts, TwoGaussians


def density(x: NDArray[np.float64], mean: float, sd: float) -> NDArray[np.float64]:
    """The density N(x; mean, sd^2)."""
    height: NDArray[np.float64] = np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    return height


def kl_figure(mean: float, sd: float, parts: KlParts) -> go.Figure:
    """The posterior and the prior, and the three parts of the KL divergence as bars."""
    x = np.linspace(-6, 6, 601)
    figure = panels("Posterior and prior", "KL divergence and its parts, nats", horizontal_spacing=0.1)
    figure.add_trace(line(x, density(x, 0, 1), "prior N(0, 1)", GREY, "dash"), 1, 1)
    figure.add_trace(line(x, density(x, mean, sd), "posterior", BLUE, fill="tozeroy"), 1, 1)
    names = ["mean²/2", "(sd² - 1)/2", "-log sd", "sum: KL"]
    values = [*parts, parts.total]
    colours = [BLUE, BLUE, BLUE, RED]
    bars = go.Bar(x=names, y=values, marker_color=colours, text=[f"{v:.2f}" for v in values], showlegend=False)
    figure.add_trace(bars.update(textposition="outside", cliponaxis=False), 1, 2)
    figure.update_yaxes(range=[0, max(0.8, 1.1 * float(density(x, mean, sd).max()))], title="density", row=1, col=1)
    span = max(2.0, *(1.25 * abs(value) for value in values))
    figure.update_yaxes(range=[min(-0.8, 1.25 * min(values)), span], row=1, col=2)
    return figure.update_xaxes(title="z", row=1, col=1)


def peaks_figure(peaks: TwoGaussians, covering: GaussianFit, choosing: GaussianFit) -> go.Figure:
    """Two peaks, the Gaussian that covers both and the one that chooses a peak."""
    reach = peaks.distance / 2 + 4 * peaks.sd
    x = np.linspace(-reach, reach, 601)
    figure = framed(go.Figure())
    target = peaks.log_density(torch.from_numpy(x)).exp().numpy()
    figure.add_trace(line(x, target, "target", GREY, fill="tozeroy"))
    figure.add_trace(line(x, density(x, covering.mean, covering.sd), "smallest KL(target ‖ Gaussian)", BLUE, "dash"))
    figure.add_trace(line(x, density(x, choosing.mean, choosing.sd), "smallest KL(Gaussian ‖ target)", AMBER, "dot"))
    return figure.update_xaxes(title="z").update_yaxes(title="density", rangemode="tozero")
