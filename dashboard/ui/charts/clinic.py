"""The figure of a patient of the clinic: its reported loss and its codes of the test images."""

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from dashboard.ui.charts import BLUE, GREY, RED, line, name_axis, panels
from dashboard.ui.charts.planes import ellipse
from dashboard.ui.palette import class_colours
from vae_core.diagnosis.patients import Outcome


def patient_figure(ill: Outcome, well: Outcome, labels: Tensor) -> go.Figure:
    """The reported loss by step; and the codes of test images as numerals, in the two dimensions with most variance."""
    figure = panels("Loss reported by the program", "Codes of test images", horizontal_spacing=0.16)
    steps = np.arange(1, len(ill.losses) + 1)
    figure.add_trace(line(steps, ill.losses.numpy(), "this patient", RED, line_width=2.5), 1, 1)
    healthy = line(np.arange(1, len(well.losses) + 1), well.losses.numpy(), "healthy model", GREY, line_width=1)
    figure.add_trace(healthy, 1, 1)
    codes = two_widest(ill.mean).numpy()
    text = go.Scatter(
        x=codes[:, 0],
        y=codes[:, 1],
        mode="text",
        text=[str(int(label)) for label in labels],
        showlegend=False,
        textfont={"color": np.array(class_colours(10))[labels.numpy()], "size": 11},
    )
    figure.add_trace(text, 1, 2)
    figure.add_trace(line(*ellipse(np.zeros(2), np.eye(2), 2), "prior, 2 sd", BLUE, "dash"), 1, 2)
    figure.update_xaxes(title="step", row=1, col=1).update_yaxes(title="reported loss, nats", row=1, col=1)
    figure.update_yaxes(scaleanchor="x2", row=1, col=2)
    return name_axis(figure, "two dimensions of z with most variance", 2).update_xaxes(
        nticks=4, tickangle=0, row=1, col=2
    )


def two_widest(mean: Tensor) -> Tensor:
    """The two dimensions of codes (N, D) with the largest variance: (N, 2); zeros if there is only one."""
    padded = torch.cat([mean, torch.zeros(len(mean), 1)], 1)
    return padded[:, padded.var(0).topk(2).indices]
