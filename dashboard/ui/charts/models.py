"""The figure that compares a VAE with other families of models."""

import plotly.graph_objects as go

from dashboard.ui.charts import BLUE, framed, in_lines

CELL_LETTERS = 7  # that a cell has room for on a phone


def families_figure(families: dict[str, tuple[tuple[int, str], ...]], needs: tuple[str, ...], need: str) -> go.Figure:
    """The score of each family for each need, from 0 to 2 with the reason; the chosen need is framed."""
    figure = framed(go.Figure())
    names = list(families)
    scores = [[score for score, _ in row] for row in families.values()]
    reasons = [[in_lines(reason, CELL_LETTERS) for _, reason in row] for row in families.values()]
    scale = [[0.0, "#f2c4b3"], [0.5, "#f6edc8"], [1.0, "#b9dcc6"]]
    heat = go.Heatmap(x=list(needs), y=names, z=scores, text=reasons, zmin=0, zmax=2, colorscale=scale)
    heat.update(texttemplate="%{text}", textfont={"color": "#000000", "size": 12}, showscale=False, xgap=3, ygap=3)
    figure.add_trace(heat)
    column = needs.index(need)
    rim = {"color": BLUE, "width": 3}
    figure.add_shape(type="rect", x0=column - 0.5, x1=column + 0.5, y0=-0.5, y1=len(names) - 0.5, line=rim)
    return figure.update_yaxes(autorange="reversed").update_xaxes(side="top")
