"""Losses: one grey value under each likelihood; active components and a threshold; rate against distortion."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, BROWN, GREY, PURPLE, RED, framed, line, marker, panels
from vae_core.theory.linear_vae import LinearOptimum

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


def trade_figure(now: LinearOptimum, rate: Tensor, distortion: Tensor, beta: float) -> go.Figure:
    """The KL of each dimension; and the curve of all betas with the point and the slope of this beta."""
    figure = panels("KL of each dimension, nats", "Rate and distortion, nats", horizontal_spacing=0.14)
    number = np.arange(1, len(now.rates) + 1)
    figure.add_trace(go.Bar(x=number, y=now.rates.numpy(), marker_color=BLUE, showlegend=False), 1, 1)
    figure.add_trace(line(rate.numpy(), distortion.numpy(), "every beta", GREY), 1, 2)
    slope = np.array([-6.0, 6.0])
    tangent = line(now.rate + slope, now.distortion - beta * slope, f"slope -{beta:g}", AMBER, "dash")
    figure.add_trace(tangent, 1, 2)
    figure.add_trace(marker([now.rate], [now.distortion], f"beta {beta:g}", RED, "diamond"), 1, 2)
    low, high = float(distortion.min()), float(distortion.max())
    figure.update_yaxes(range=[low - 2, high + 3], title="distortion", row=1, col=2)
    figure.update_xaxes(title="rate (KL)", range=[-1, 1.05 * float(rate.max())], row=1, col=2)
    figure.update_yaxes(range=[0, 2.5], row=1, col=1)
    return figure.update_xaxes(title="latent dimension", row=1, col=1)
