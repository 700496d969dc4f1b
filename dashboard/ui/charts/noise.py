"""Denoising: the share kept of each direction, and the PSNR before and after."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, line, marker, name_axis, panels
from vae_core.theory.linear_denoiser import decibels, expected_error, kept_shares

DENOISER_NOISES = np.linspace(0.05, 1.0, 39)


def denoiser_figure(variances: Tensor, sd: float) -> go.Figure:
    """The share kept of each principal direction at this noise; and the expected PSNR before and after, over the noise."""
    figure = panels("Share kept of each direction", "PSNR, decibels", horizontal_spacing=0.12)
    count = np.arange(1, len(variances) + 1)
    figure.add_trace(line(count, kept_shares(variances, sd).numpy(), "kept", BLUE, showlegend=False), 1, 1)
    after = [decibels(expected_error(variances, float(noise))) for noise in DENOISER_NOISES]
    figure.add_trace(line(DENOISER_NOISES, after, "denoised", BLUE), 1, 2)
    figure.add_trace(
        line(DENOISER_NOISES, [decibels(noise**2) for noise in DENOISER_NOISES], "noisy", AMBER, "dash"), 1, 2
    )
    now = [decibels(expected_error(variances, sd)), decibels(sd**2)]
    figure.add_trace(marker([sd, sd], now, "chosen noise", RED, "diamond"), 1, 2)
    figure.add_hline(y=0.5, line={"color": GREY, "dash": "dot"}, row=1, col=1)
    figure.update_yaxes(range=[0, 1.02], row=1, col=1).update_xaxes(type="log", title="direction", row=1, col=1)
    return name_axis(figure, "standard deviation of the noise", 2)
