"""Figures of sampling and of scales: a Markov chain on a posterior, costs of classes, the scale of a Gaussian decoder."""

import plotly.graph_objects as go
import torch
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, PURPLE, RED, line, marker, name_axis, panels
from dashboard.ui.charts.planes import ellipse
from vae_core.measures.mcmc import Chain, PosteriorPlane


def chain_figure(plane: PosteriorPlane, chain: Chain, mean: Tensor, sd: Tensor) -> go.Figure:
    """The true posterior as heat, the encoder's ellipse and the path of a chain; and the chain's first number by step."""
    figure = panels("True posterior, encoder and chain", "First number of the chain", horizontal_spacing=0.12)
    heat = go.Heatmap(x=plane.across.numpy(), y=plane.along.numpy(), z=plane.density.T.numpy(), showscale=False)
    figure.add_trace(heat.update(colorscale="Greys", opacity=0.8), 1, 1)
    x, y = chain.codes.T.numpy()
    figure.add_trace(line(x, y, "chain", BLUE, opacity=0.35), 1, 1)
    figure.add_trace(marker(x, y, "places of the chain", BLUE, size=4), 1, 1)
    for sds, dash in ((1, "solid"), (2, "dash")):
        curve = ellipse(mean.double().numpy(), torch.diag(sd.double() ** 2).numpy(), sds)
        figure.add_trace(line(*curve, f"encoder, {sds} sd", RED, dash), 1, 1)
    steps = torch.arange(len(chain.codes)).numpy()
    figure.add_trace(line(steps, x, "", BLUE, showlegend=False), 1, 2)
    figure.add_hline(y=float(plane.mean[0]), line={"color": GREY, "dash": "dash"}, row=1, col=2)
    for axis, values in (("xaxis", plane.across), ("yaxis", plane.along)):
        figure.update_layout({axis: {"range": [float(values[0]), float(values[-1])]}})
    figure.update_xaxes(title="z₁", row=1, col=1).update_yaxes(title="z₂", row=1, col=1)
    return figure.update_xaxes(title="step", row=1, col=2).update_yaxes(title="z₁", row=1, col=2)


def classes_figure(probabilities: Tensor, confidence: Tensor, costs: dict[str, Tensor], chosen: float) -> go.Figure:
    """The probabilities of the classes; and the costs of the right class, by the probability that it gets."""
    figure = panels("Output of the decoder", "Cost of the right class, nats", horizontal_spacing=0.14)
    names = [f"level {number}" for number in range(1, len(probabilities) + 1)]
    colours = [BLUE, *[GREY] * (len(probabilities) - 1)]
    text = [f"{float(each):.2f}" for each in probabilities]
    bars = go.Bar(x=names, y=probabilities.numpy(), marker_color=colours, text=text, showlegend=False)
    figure.add_trace(bars.update(textposition="outside", cliponaxis=False), 1, 1)
    for (name, values), (colour, dash) in zip(costs.items(), ((BLUE, "solid"), (AMBER, "dash")), strict=True):
        figure.add_trace(line(confidence.numpy(), values.numpy(), name, colour, dash), 1, 2)
    figure.add_vline(x=chosen, line={"color": GREY, "dash": "dot"}, row=1, col=2)
    figure.update_yaxes(range=[0, 1.1], title="probability", row=1, col=1)
    return name_axis(figure, "probability of the right class", 2)


def scales_figure(
    sds: Tensor, losses: Tensor, marks: dict[str, tuple[float, float]], per_pixel: float, pixel_sds: Tensor
) -> go.Figure:
    """-log p of an image by the decoder's sd, with `marks` (sd and loss by name); and the best sd of each pixel (H, W)."""
    figure = panels("-log p of an image, nats", "Best sd of each pixel", widths=[0.62, 0.38], horizontal_spacing=0.12)
    figure.add_trace(line(sds.numpy(), losses.numpy(), "one sd for all pixels", GREY), 1, 1)
    symbols = (("diamond", RED), ("circle", BLUE), ("star", AMBER))
    for (name, (sd, loss)), (symbol, colour) in zip(marks.items(), symbols, strict=True):
        figure.add_trace(marker([sd], [loss], name, colour, symbol), 1, 1)
    wide = [float(sds[0]), float(sds[-1])]
    figure.add_trace(line(wide, [per_pixel, per_pixel], "an sd for each pixel", PURPLE, "dash"), 1, 1)
    heat = go.Heatmap(z=pixel_sds.flip(0).numpy(), colorscale="Cividis", colorbar={"thickness": 10})
    figure.add_trace(heat, 1, 2)
    figure.update_yaxes(scaleanchor="x2", constrain="domain", showticklabels=False, row=1, col=2)
    figure.update_xaxes(showticklabels=False, constrain="domain", row=1, col=2)
    low = min(per_pixel, float(losses.min()))
    figure.update_yaxes(range=[low - 200, max(1200.0, *(loss for _, loss in marks.values())) + 100], row=1, col=1)
    return name_axis(figure, "standard deviation", 1).update_xaxes(type="log", row=1, col=1)
