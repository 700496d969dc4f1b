"""The size of the latent space: squared error and active dimensions of an autoencoder and a VAE."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.ui.charts import AMBER, BLUE, GREY, RED, line, marker, panels


def sizes_figure(
    sizes: Sequence[int], errors: dict[str, list[float]], used: dict[str, list[int]], size: int, pixels: int
) -> go.Figure:
    """Squared error and active dimensions over the latent size, for two models by name; the chosen size is marked."""
    figure = panels("Squared error of an image", "Active dimensions", horizontal_spacing=0.12)
    place = sizes.index(size)
    both: tuple[Mapping[str, Sequence[float]], ...] = (errors, used)
    for column, values in enumerate(both, 1):
        for (name, curve), colour, dash in zip(values.items(), (AMBER, BLUE), ("dash", "solid"), strict=True):
            figure.add_trace(line(sizes, curve, name, colour, dash, showlegend=column == 1), 1, column)
            here = marker([size], [curve[place]], "chosen size", RED, "diamond", 9)
            figure.add_trace(here.update(showlegend=column == 1 and dash == "solid"), 1, column)
        figure.add_vline(x=pixels, line={"color": GREY, "dash": "dot"}, row=1, col=column)
    figure.update_yaxes(rangemode="tozero", row=1, col=1).update_yaxes(type="log", dtick=1, row=1, col=2)
    return figure.update_xaxes(type="log", title="latent dimensions", dtick=1)
