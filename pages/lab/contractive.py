"""Contractive autoencoders: how much codes move when images do, and how much of that is only shrinking."""

import streamlit as st

from dashboard.ui.charts.penalties import sensitivity_figure
from dashboard.ui.lab.lesson_runs import sensitivity_plane
from dashboard.ui.lab.old_lesson import Lesson, Question
from vae_core.models.contractive import Contractive

WEIGHTS = ["0", "0.01", "0.1", "1", "10"]
lesson = Lesson(
    "contractive",
    "A contractive autoencoder pays for letting its code move when the image does: the squared norm of the code's "
    "derivative. The norm falls at once. But a code can move less in two ways: by ignoring changes, or by becoming "
    "smaller altogether.",
)
free, held = (sensitivity_plane(f"contractive-{name}") for name in ("0", "0_1"))
fall = float(free.sensitivity.norms.mean() / held.sensitivity.norms.mean())
rest = free.sensitivity.relative / held.sensitivity.relative
lesson.predict(
    Question(
        f"With weight 0.1 the derivative's norm is {fall:.0f} times smaller than without the penalty. Compared with "
        "how far the codes lie apart, how much less do they move?",
        (f"{fall:.0f} times less", f"About {rest:.1f} times less", "Not at all less"),
        f"About {rest:.1f} times less",
        f"The rest is scale: all codes together shrank to a {fall / rest:.0f}th. The decoder's weights are free to "
        "make up for that, which is why the first paper tied them to the encoder's.",
    )
)
with lesson.controls:
    weight = st.select_slider("Weight of the penalty", WEIGHTS, "0", key="weight", bind="query-params")
plane = sensitivity_plane(f"contractive-{weight.replace('.', '_')}")
found = plane.sensitivity
largest, smallest = found.singular_values.mean(0).tolist()
lesson.show(
    sensitivity_figure(plane.across, plane.along, plane.norms, found.codes, found.singular_values),
    f"With weight {weight} the norm at test images is {float(found.norms.mean()):.3g} on average, the codes' spread "
    f"{found.spread:.3g}. The singular values are {largest:.3g} and {smallest:.3g}; brighter places in the plane of "
    "codes are more sensitive.",
)
lesson.picture.table(
    {
        "weight": [weight],
        "norm": [f"{float(found.norms.mean()):.3g}"],
        "spread of the codes": [f"{found.spread:.3g}"],
        "norm / spread": [f"{found.relative:.2f}"],
        "largest / smallest singular value": [f"{largest / smallest:.1f}"],
        "squared error": [f"{plane.error:.2f}"],
    }
)
lesson.controls.markdown(
    "An image has 64 pixels, the code two numbers: the derivative has **two** singular values. To first order the "
    "code ignores the other 62 directions anyway; the penalty only decides how strongly it follows the two it has."
)
lesson.equation(
    r"\text{penalty} = \left\|\frac{\partial\,\mathrm{encode}(x)}{\partial x}\right\|_F^2 = \sum_j \sigma_j^2 \\"
    r"\sigma_j \text{: singular values of the derivative}",
    Contractive.loss,
    "penalty =",
)
lesson.try_next(
    "Raise the weight from 0.1 on and watch two columns: the norm goes on falling, norm / spread stays near 1. A "
    "penalty that can be met by shrinking will be. A VAE's KL cannot be met so: smaller codes drown in its noise.",
    "train.py",
    "Train a contractive autoencoder",
    model="contractive",
    data="digits",
)
