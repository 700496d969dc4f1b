"""Figures of a run as SVG: the latent plane and the curves, in the handout, as downloads and in a notebook."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from vae_core.config import RunConfig
from vae_core.files import DamagedRun, write_bytes
from vae_core.measures.codes import Codes
from vae_core.measures.projection import principal_plane
from vae_core.nn.priors import LatentSettings
from vae_core.results.class_marks import CLASS_COLOURS
from vae_core.results.svg import Curve, line_chart, scatter
from vae_core.runs.latents import read_latents
from vae_core.runs.run import Run
from vae_core.training.report import Report

_POINTS = 1500  # of the latent plane
_CURVE_POINTS = 240
PRIOR_RADII = (1.0, 2.0)  # of the prior's circles, in standard deviations
_TRAIN, _VALIDATION = "#1f5fa8", CLASS_COLOURS[6]
# The classes of svg.py, as assets/handout.html styles them.
_STYLE = """
svg { background: #ffffff; }
text { font: 11px Helvetica, Arial, sans-serif; fill: #27323c; }
.tick { font-size: 10px; fill: #46535f; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.grid { stroke: #e3e8ed; stroke-width: 1; }
.mark { stroke: #832db6; stroke-width: 1.4; stroke-dasharray: 3 3; }
polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
circle { fill-opacity: .72; }
.prior { fill: none; stroke: #0f1a24; stroke-width: 1.1; stroke-dasharray: 5 4; }
.name { font-size: 15px; font-weight: 700; stroke: #ffffff; stroke-width: 4px; paint-order: stroke; text-anchor: middle; }
"""


@dataclass(frozen=True)
class Figure:
    """A chart as the text of an SVG file, which a notebook shows."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Figure of {len(self.svg):,} characters of SVG; save(path) writes it>"

    def save(self, path: Path | str) -> None:
        """Writes the SVG file."""
        write_bytes(Path(path), self.svg.encode())


def _figure(charts: list[str]) -> Figure:
    """The charts, one above the other, as one file that shows them alone."""
    placed, top, width = [], 0, 0
    for chart in charts:
        across, height = map(int, chart.split('viewBox="0 0 ')[1].split('"')[0].split())
        placed.append(chart.replace("<svg ", f'<svg y="{top}" width="{across}" height="{height}" ', 1))
        top, width = top + height, max(width, across)
    size = f'width="{width}" height="{top}" viewBox="0 0 {width} {top}"'
    style = f"<style>{_STYLE}</style>"
    return Figure(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{style}{"".join(placed)}</svg>')


def curves_figure(run: Run) -> Figure:
    """Returns the curves of a run. Raises a DamagedRun for a run without any."""
    reports = [report for report in run.reports() if report.train is not None]
    if not reports:
        raise DamagedRun(f"run {run.id} has no curves; train it first")
    return _figure(curve_charts(reports, []))


def plane_figure(run: Run) -> Figure:
    """Returns the latent plane of a run's test images. Raises a DamagedRun for a run without codes."""
    return _figure([plane_chart(run, *shown_codes(run))])


def plot_codes(codes: Codes, classes: bool = True) -> Figure:
    """Returns the latent plane of codes, at most 1,500 of them, in the colours of their classes."""
    means = codes.mean[:_POINTS]
    labels = torch.zeros(len(means)) if codes.label is None or not classes else codes.label[:_POINTS]
    names = codes.class_names if codes.label is not None and classes else ("",)
    points, titles = _plane_points(means)
    return _figure([scatter(points, labels.long(), names, (), titles)])


def curve_charts(reports: list[Report], marks: list[float]) -> list[str]:
    """Returns the chart of the reconstruction loss and, if the model has one, of the KL; dashed lines at `marks`."""
    thin = reports[:: max(1, len(reports) // _CURVE_POINTS)]
    thin += [] if thin[-1] is reports[-1] else [reports[-1]]
    charts = []
    for name, title in (("reconstruction", "Reconstruction loss, nats an image"), ("kl", "KL, nats an image")):
        lines = {
            "training": [(report.epoch, getattr(report.train, name)) for report in thin],
            "validation": [(report.epoch, getattr(report.validation, name)) for report in reports if report.validation],
        }
        if lines["training"][0][1] is None:
            continue
        curves = [Curve("training", lines["training"], _TRAIN)]
        curves += [Curve("validation", lines["validation"], _VALIDATION, "5 3")] if lines["validation"] else []
        charts.append((curves, title))
    width = 420 if len(charts) == 2 else 860
    return [line_chart(curves, marks, "epochs", title, width) for curves, title in charts]


def shown_codes(run: Run) -> tuple[Tensor, Tensor]:
    """Returns codes of test images, or of any where there are none, with their labels."""
    tensors = read_latents(run)
    means, labels = tensors["mean"].float(), tensors["label"].long()
    is_test = tensors["split"] == 2
    if bool(is_test.any()):
        means, labels = means[is_test], labels[is_test]
    return means[:_POINTS], labels[:_POINTS]


def plane_chart(run: Run, means: Tensor, labels: Tensor, has_classes: bool = True) -> str:
    """Returns the latent plane of these codes: of the two dimensions, or of the first two principal components."""
    has_circles = has_prior_circles(run.config)
    points, titles = _plane_points(means, has_circles)
    names = run.trained_on.class_names if has_classes else None
    return scatter(points, labels, names, PRIOR_RADII if has_circles else (), titles)


def has_prior_circles(config: RunConfig) -> bool:
    """True where a plane of the latent space shows the prior as circles."""
    return config.latent_dim > 1 and has_standard_prior(config)


def _plane_points(means: Tensor, has_circles: bool = False) -> tuple[Tensor, tuple[str, str]]:
    """The places of codes (N, D) on a plane (N, 2), and the titles of its axes; circles are around the code 0."""
    size = means.shape[1]
    if size == 1:
        spread = torch.linspace(-1, 1, len(means)) * means.std()
        return torch.stack([means[:, 0], spread], 1), ("z1", "")
    if size == 2:
        return means, ("z1", "z2")
    plane = principal_plane(means)
    titles = ("first principal component", "second principal component")
    return (means if has_circles else means - plane.origin) @ plane.axes.T, titles


def has_standard_prior(config: RunConfig) -> bool:
    """True where the prior is N(0, I): its circles are then those of one and two standard deviations."""
    return isinstance(config.settings, LatentSettings) and config.settings.has_standard_prior
