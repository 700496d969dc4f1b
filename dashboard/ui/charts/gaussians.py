"""Gaussians in one dimension: a posterior and the prior, the parts of its KL divergence, Gaussians fitted to two peaks."""

import numpy as np
import plotly.graph_objects as go
import torch
from numpy.typing import NDArray

from dashboard.ui.charts import AMBER, BLUE, GREY, framed, line
from vae_core.theory.kl_divergences import GaussianFit, TwoGaussians


def density(x: NDArray[np.float64], mean: float, sd: float) -> NDArray[np.float64]:
    """The density N(x; mean, sd^2)."""
    height: NDArray[np.float64] = np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    return height


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
