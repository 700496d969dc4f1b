"""Figures of a VAE as a model: its graph, the way from an image to its code, and the other families of models."""

import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, framed, line, marker, panels
from dashboard.ui.charts.gaussians import density
from vae_core.theory.latent_variable import CODES


def latent_model_figure(posterior: Tensor, mean: float, sd: float, evidence: float, elbo: float) -> go.Figure:
    """The graphical model; prior, true posterior and q(z|x) over the code; and log p(x) beside the ELBO."""
    titles = ("The model", "Densities over the code z", "Nats")
    figure = panels(*titles, widths=[0.24, 0.48, 0.28], horizontal_spacing=0.1)
    for x, y, dash, name, head in (
        ([-0.3, -0.3], [0.8, 0.2], "solid", "generation: p(x|z)", "triangle-down"),
        ([0.3, 0.3], [0.2, 0.8], "dash", "inference: q(z|x)", "triangle-up"),
    ):
        figure.add_trace(line(x, y, name, BLUE if dash == "solid" else AMBER, dash), 1, 1)
        colour = BLUE if dash == "solid" else AMBER
        figure.add_trace(marker(x[1:], y[1:], name, colour, head, 13, showlegend=False), 1, 1)
    nodes = go.Scatter(
        x=[0, 0],
        y=[1, 0],
        text=["<b>z</b>", "<b>x</b>"],
        mode="markers+text",
        textfont={"size": 18, "color": "#000000"},
        marker={"size": 44, "color": ["#ffffff", "#c8c8c8"], "line": {"color": GREY, "width": 2}},
        showlegend=False,
    )
    figure.add_trace(nodes, 1, 1)
    codes = CODES.numpy()
    figure.add_trace(line(codes, density(codes, 0, 1), "prior p(z)", GREY, "dot"), 1, 2)
    figure.add_trace(line(codes, posterior.numpy(), "true posterior p(z|x)", RED), 1, 2)
    figure.add_trace(line(codes, density(codes, mean, sd), "our q(z|x)", AMBER, "dash"), 1, 2)
    values = [evidence, elbo]
    text = [f"{value:.2f}" for value in values]
    bars = go.Bar(x=["log p(x)", "ELBO"], y=values, text=text, marker_color=[RED, AMBER], showlegend=False)
    figure.add_trace(bars.update(textposition="outside", cliponaxis=False), 1, 3)
    figure.update_xaxes(visible=False, range=[-1, 1], row=1, col=1)
    figure.update_yaxes(visible=False, range=[-0.35, 1.35], row=1, col=1)
    figure.update_xaxes(title="z", range=[-3, 3], row=1, col=2)
    return figure.update_yaxes(range=[min(-8.0, 1.15 * elbo), 0.5], row=1, col=3)


def families_figure(families: dict[str, tuple[tuple[int, str], ...]], needs: tuple[str, ...], need: str) -> go.Figure:
    """The score of each family for each need, from 0 to 2 with the reason; the chosen need is framed."""
    figure = framed(go.Figure())
    names = list(families)
    scores = [[score for score, _ in row] for row in families.values()]
    reasons = [[reason for _, reason in row] for row in families.values()]
    scale = [[0.0, "#f2c4b3"], [0.5, "#f6edc8"], [1.0, "#b9dcc6"]]
    heat = go.Heatmap(x=list(needs), y=names, z=scores, text=reasons, zmin=0, zmax=2, colorscale=scale)
    heat.update(texttemplate="%{text}", textfont={"color": "#000000", "size": 13}, showscale=False, xgap=3, ygap=3)
    figure.add_trace(heat)
    column = needs.index(need)
    rim = {"color": BLUE, "width": 3}
    figure.add_shape(type="rect", x0=column - 0.5, x1=column + 0.5, y0=-0.5, y1=len(names) - 0.5, line=rim)
    return figure.update_yaxes(autorange="reversed").update_xaxes(side="top")
