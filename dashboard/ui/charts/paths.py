"""Straight paths between two codes: the change of the image at each step, and its evenness over many pairs."""

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, line, name_axis, panels
from vae_core.measures.latent_paths import PathMeasures

PATH_LOOKS = ((AMBER, "dash", "/"), (BLUE, "solid", ""))


def paths_figure(steps: dict[str, Tensor], paths: dict[str, PathMeasures]) -> go.Figure:
    """For one pair, the change at each step (T - 1,) with each model; for all pairs, the largest step over the mean step."""
    figure = panels("Change of the image by step", "Largest step / mean step", horizontal_spacing=0.14)
    for (name, sizes), (colour, dash, pattern) in zip(steps.items(), PATH_LOOKS, strict=True):
        along = np.linspace(0, 1, len(sizes))
        figure.add_trace(line(along, sizes.numpy(), name, colour, dash), 1, 1)
        bars = go.Histogram(
            x=paths[name].jump.numpy(),
            name=name,
            showlegend=False,
            opacity=0.7,
            xbins={"start": 1, "end": 9, "size": 0.25},
            marker={"color": colour, "pattern": {"shape": pattern}},
        )
        figure.add_trace(bars, 1, 2)
    figure.update_layout(barmode="overlay")
    name_axis(figure, "share of the path", 1).update_yaxes(rangemode="tozero", row=1, col=1)
    return name_axis(figure, "1: all steps are equal", 2).update_yaxes(title="pairs", row=1, col=2)
