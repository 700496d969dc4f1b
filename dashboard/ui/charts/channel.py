"""A noisy channel: the received numbers of two words, the accuracy and the information."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, framed, line, marker
from dashboard.ui.charts.gaussians import density
from vae_core.theory.noise_channel import information, two_word_accuracy

CHANNEL_NOISES = np.geomspace(0.001, 10, 121)
INFORMATION = [information(float(sd)) for sd in CHANNEL_NOISES]


def channel_figure(distance: float, sd: float) -> go.Figure:
    """The density of the received number for each word; accuracy and information over the noise, the chosen noise marked."""
    titles = ("Number received", "Share understood correctly", "Information, nats")
    cells = [[{"rowspan": 2}, {}], [None, {}]]
    figure = make_subplots(2, 2, specs=cells, subplot_titles=titles, vertical_spacing=0.2, horizontal_spacing=0.14)
    reach = max(4 * sd, distance)
    x = np.linspace(-reach, distance + reach, 601)
    for word, name, colour, dash in ((0.0, "apple", RED, "solid"), (distance, "banana", AMBER, "dash")):
        figure.add_trace(line(5.43 + x, density(x, word, sd), name, colour, dash, fill="tozeroy"), 1, 1)
    accuracy = [two_word_accuracy(distance, float(noise)) for noise in CHANNEL_NOISES]
    figure.add_trace(line(CHANNEL_NOISES, accuracy, "", BLUE, showlegend=False), 1, 2)
    figure.add_trace(line(CHANNEL_NOISES, INFORMATION, "", BLUE, showlegend=False), 2, 2)
    for row, value in ((1, two_word_accuracy(distance, sd)), (2, information(sd))):
        figure.add_trace(marker([sd], [value], "chosen noise", GREY, "diamond", showlegend=row == 1), row, 2)
    figure.update_xaxes(type="log", row=1, col=2).update_xaxes(
        type="log", title="standard deviation of the noise", row=2, col=2
    )
    figure.update_yaxes(range=[0.45, 1.05], row=1, col=2).update_yaxes(rangemode="tozero", row=2, col=2)
    figure.update_xaxes(title="number", row=1, col=1).update_yaxes(showticklabels=False, row=1, col=1)
    return framed(figure, 430)
