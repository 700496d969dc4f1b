"""Figures of latent planes: holes of the prior, three planes of the same digits, bounds for one image, spread of samples."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, framed, line, marker, name_axis, panels
from dashboard.ui.charts.codes import numerals
from dashboard.ui.charts.planes import ellipse
from vae_core.measures.bounds import Bound, jensen_pair
from vae_core.measures.holes import PriorPlane, PriorSamples
from vae_core.measures.planes import PlaneQuality


def holes_figure(side: Tensor, ratio: Tensor, samples: PriorSamples, factor: float) -> go.Figure:
    """A heat map of the density of the codes relative to the prior, and samples of the prior; the circles are 1 and 2 sd."""
    figure = framed(go.Figure())
    heat = (ratio / np.log(10)).clamp(-3, 3).reshape(len(side), len(side)).T
    scale = {"title": "log₁₀ q/p", "thickness": 12}
    figure.add_trace(
        go.Heatmap(
            x=side.numpy(), y=side.numpy(), z=heat.numpy(), colorscale="Cividis", colorbar=scale, zmin=-3, zmax=3
        )
    )
    for sds in (1, 2):
        rim = line(*ellipse(np.zeros(2), np.eye(2), sds), "prior, 1 and 2 sd", "#92dadd", "dash", showlegend=sds == 1)
        figure.add_trace(rim)
    x, y = samples.codes[~samples.is_hole].T.numpy()
    edge = {"width": 1, "color": "#000000"}
    figure.add_trace(marker(x, y, "sample outside holes", AMBER, "circle", 7, marker_line=edge))
    x, y = samples.codes[samples.is_hole].T.numpy()
    figure.add_trace(marker(x, y, f"sample in a hole: q < p/{factor:g}", "#ff6b6b", "x", 8))
    reach = [float(side[0]), float(side[-1])]
    figure.update_yaxes(scaleanchor="x", title="z₂", range=reach, constrain="domain")
    return figure.update_xaxes(title="z₁", range=reach, constrain="domain")


def priors_figure(planes: Mapping[str, PriorPlane], titles: Sequence[str]) -> go.Figure:
    """A panel for each prior: its contours, the codes of the training images, and samples inside and outside holes."""
    figure = panels(*titles, horizontal_spacing=0.03)
    for column, plane in enumerate(planes.values(), 1):
        side, density = plane.side.numpy(), plane.density.numpy()
        codes, is_hole = plane.samples
        rings = go.Contour(x=side, y=side, z=density, name="prior", hoverinfo="skip", line_width=1.5, showscale=False)
        rings.update(colorscale=[[0, BLUE], [1, BLUE]], showlegend=True)
        rings.contours = {"coloring": "lines", "start": 0.02, "end": 0.5, "size": 0.06}
        points = (
            (plane.codes, "code of an image", GREY, "circle", 3),
            (codes[~is_hole], "sample outside holes", AMBER, "circle", 6),
            (codes[is_hole], "sample in a hole", RED, "x", 7),
        )
        dots = [
            marker(some[:, 0].numpy(), some[:, 1].numpy(), name, colour, symbol, size)
            for some, name, colour, symbol, size in points
        ]
        for trace in (dots[0], rings, *dots[1:]):
            figure.add_trace(trace.update(showlegend=column == 1), 1, column)
        reach = [float(side[0]), float(side[-1])]
        figure.update_yaxes(scaleanchor=f"x{column if column > 1 else ''}", range=reach, row=1, col=column)
        figure.update_xaxes(range=reach, row=1, col=column)
    hidden = {"showticklabels": False, "constrain": "domain"}
    return figure.update_xaxes(**hidden).update_yaxes(**hidden)


def planes_figure(planes: dict[str, PlaneQuality], labels: Tensor, index: int) -> go.Figure:
    """The digits in each plane, drawn as numerals, with test image `index` marked."""
    figure = panels(*planes, horizontal_spacing=0.05)
    for column, plane in enumerate(planes.values(), 1):
        figure.add_trace(numerals(plane.codes, labels), 1, column)
        x, y = plane.codes[index, :, None].numpy()
        here = marker(x, y, "chosen image", RED, "circle-open", 20)
        figure.add_trace(here.update(showlegend=column == 1, marker_line_width=3), 1, column)
    return figure.update_xaxes(showticklabels=False).update_yaxes(showticklabels=False)


def bounds_figure(bounds: list[Bound], evidence: float, weights: Tensor, chosen: Bound) -> go.Figure:
    """The bound over k with error bars and log p(x), a histogram of the log-weights of single samples, and Jensen."""
    titles = ("Bound over k", "log w of single samples", "Jensen, for two samples")
    figure = panels(*titles, widths=[0.42, 0.29, 0.29], horizontal_spacing=0.1)
    x, y = [bound.samples for bound in bounds], [bound.nats for bound in bounds]
    errors = {"type": "data", "array": [bound.standard_error for bound in bounds]}
    curve = go.Scatter(x=x, y=y, error_y=errors, name="bound with standard error", line={"color": BLUE, "width": 2.5})
    figure.add_trace(curve, 1, 1)
    figure.add_trace(line([1, x[-1]], [evidence] * 2, "log p(x), summed over the plane", GREY, "dash"), 1, 1)
    figure.add_trace(marker([chosen.samples], [chosen.nats], "chosen k", RED, "diamond"), 1, 1)
    figure.add_trace(go.Histogram(x=weights.numpy(), marker_color=BLUE, nbinsx=60, showlegend=False), 1, 2)
    figure.add_vline(x=float(weights.mean()), line={"color": AMBER, "dash": "dot"}, row=1, col=2)
    figure.add_vline(x=evidence, line={"color": GREY, "dash": "dash"}, row=1, col=2)
    _add_jensen(figure, weights, 3)
    figure.update_xaxes(type="log", title="k samples", row=1, col=1).update_xaxes(title="log w, nats", row=1, col=2)
    return figure.update_yaxes(title="nats", row=1, col=1).update_yaxes(showticklabels=False, row=1, col=2)


def _add_jensen(figure: go.Figure, weights: Tensor, column: int) -> None:
    """Adds the logarithm, and a chord between two of the weights, as multiples of their mean: the chord is below."""
    pair = jensen_pair(weights)
    x = np.linspace(0.6 * pair.low, 1.1 * pair.high, 121)
    figure.add_trace(line(x, np.log(x), "log w", BLUE, showlegend=False), 1, column)
    ends = [pair.low, pair.high]
    figure.add_trace(line(ends, np.log(ends), "chord", AMBER, "dash", showlegend=False), 1, column)
    gap = line([1, 1], [pair.mean_of_logs, 0.0], "log of the mean above the mean of the logs", RED)
    figure.add_trace(gap, 1, column)
    figure.add_trace(marker([1, 1], [pair.mean_of_logs, 0.0], "", RED, "circle", 8, showlegend=False), 1, column)
    name_axis(figure, "w / mean of the two", column)


def spread_figure(mean: Tensor, sd: Tensor) -> go.Figure:
    """The mean of many reconstructions (H, W), and the standard deviation of each pixel."""
    figure = panels("Mean of the reconstructions", "Standard deviation", horizontal_spacing=0.12)
    for column, (values, scale, top) in enumerate(((mean, "Greys_r", 1.0), (sd, "Cividis", 0.4)), 1):
        bar = {"thickness": 10, "x": 0.45 if column == 1 else 1.01}
        heat = go.Heatmap(z=values.flip(0).numpy(), colorscale=scale, zmin=0, zmax=top, colorbar=bar)
        figure.add_trace(heat, 1, column)
        figure.update_yaxes(scaleanchor=f"x{column if column > 1 else ''}", constrain="domain", row=1, col=column)
    hidden = {"showticklabels": False, "showgrid": False, "ticks": "", "constrain": "domain"}
    return figure.update_xaxes(**hidden).update_yaxes(**hidden)
