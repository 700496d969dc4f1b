"""Losses: one grey value under each likelihood; active components and a threshold."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, BROWN, GREY, PURPLE, RED, framed, line, marker

LOOKS = ((BLUE, "solid"), (AMBER, "dash"), (PURPLE, "dot"), (BROWN, "dashdot"))  # colour and dash of each curve in turn


def spectrum_figure(variances: Tensor, latent_dim: int, threshold: float) -> go.Figure:
    """The variance along each component, active and inactive ones, and the threshold between them: the effective beta."""
    shown = variances[:latent_dim].numpy()
    number = np.arange(1, len(shown) + 1)
    is_used = shown > threshold
    figure = framed(go.Figure())
    figure.add_trace(marker(number[is_used], shown[is_used], "active", BLUE, size=8))
    figure.add_trace(marker(number[~is_used], shown[~is_used], "inactive", RED, "x", 8))
    wide = [1, max(2, latent_dim)]
    figure.add_trace(line(wide, [threshold, threshold], f"effective beta: {threshold:.3g}", GREY, "dash"))
    low, high = min(float(np.log10(shown.clip(1e-3).min())), -2.0), 3.5  # fixed, so that the threshold is what moves
    figure.update_yaxes(type="log", title="variance of the images", dtick=1, range=[low, high])
    return figure.update_xaxes(title="latent dimension (principal component)")
