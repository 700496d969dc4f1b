"""Two methods of fitting one model, step by step, and their common maximum."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, line, marker, panels

LEAST = 1e-6  # nats; smaller differences are only rounding


def climb_figure(em: Tensor, elbo: Tensor, best: float, step: int) -> go.Figure:
    """log p(x) of EM and the ELBO of a linear VAE by step, with the exact maximum; and their distance from it."""
    figure = panels("Nats per image", "Below the maximum, nats (at least 1e-6)", horizontal_spacing=0.14)
    steps = np.arange(len(em))
    curves = (
        (em, "EM: log p(x)", BLUE, "solid", "circle"),
        (elbo, "linear VAE: ELBO", AMBER, "dash", "diamond"),
    )
    for nats, name, colour, dash, symbol in curves:
        figure.add_trace(line(steps, nats.numpy(), name, colour, dash), 1, 1)
        missing = (best - nats).clamp(min=LEAST).numpy()
        figure.add_trace(line(steps, missing, name, colour, dash, showlegend=False), 1, 2)
        figure.add_trace(marker([step], [float(nats[step])], name, RED, symbol, 10, showlegend=False), 1, 1)
        figure.add_trace(marker([step], [missing[step]], name, RED, symbol, 10, showlegend=False), 1, 2)
    figure.add_trace(line([0, len(em) - 1], [best] * 2, "largest log p(x), in closed form", GREY, "dot"), 1, 1)
    figure.update_yaxes(type="log", dtick=2, exponentformat="power", row=1, col=2)
    return figure.update_xaxes(title="step")
