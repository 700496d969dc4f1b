"""Five ideas of a variational autoencoder, and the list of lessons."""

import streamlit as st

from dashboard.ui.lab.lesson import lessons_right, lessons_tried
from dashboard.ui.lab.lessons import LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.page_row import page_row

with page_row("Lessons"):
    st.caption("Five ideas, in the order in which an image passes through a VAE (variational autoencoder).")

encoder, sampling, decoder, terms, beta = st.columns(5)
encoder.markdown("""
    **1. The encoder** turns an image into a Gaussian over codes:
    a mean and a log-variance for each latent dimension.
""")
sampling.markdown("""
    **2. Sampling** takes a random code from this Gaussian: mean + sd times noise (sd: standard deviation).
    The noise does not depend on the network, so gradients can be computed.
""")
decoder.markdown("""
    **3. The decoder** turns any code into an image,
    even a code that belongs to no training image.
""")
terms.markdown("""
    **4. Two terms**, in nats, make up the loss.
    The reconstruction loss moves the codes of different images apart.
    The KL divergence keeps them together.
""")
beta.markdown("""
    **5. Beta** is the weight of the KL divergence.
    With beta 0, nothing controls where codes lie.
    With beta 16, a code costs too many nats, and the model stops using it.
""")
st.latex(r"""
    \text{loss} = \underbrace{-\mathbb{E}_{q}\log p(x|z)}_{\text{reconstruction loss}}
    + \beta\,\underbrace{\mathrm{KL}\left(q(z|x)\,\|\,p(z)\right)}_{\text{KL divergence}},\qquad
    z = \mu(x) + \sigma(x) \odot \varepsilon
""")
st.caption("""
    $x$: image. $z$: code. $q(z|x)$: posterior, the encoder's Gaussian with mean $\\mu$ and standard deviation $\\sigma$.
    $p(x|z)$: decoder. $p(z)$: prior, N(0, I). $\\varepsilon$: noise from N(0, I).
    With $\\beta = 1$, the loss is -ELBO, the negative evidence lower bound.
""")

right, tried = lessons_right(), lessons_tried()
st.write(f"""
    **{len(LESSONS)} lessons.** Each has one idea.
    First you predict, then you check your answer.
    You change a setting and see the effect.
    The equation stands beside the line of this program that computes it.
    All lessons work offline.
""")
st.page_link(
    "tour.py",
    label="**For teachers:** a tour of the lessons",
    icon=":material/play_circle:",
    query_params={"of": "teachers"},
)
if tried:
    st.progress(len(right) / len(LESSONS), f"You have answered {len(right)} of {len(LESSONS)} questions correctly.")


def card(entry: LessonEntry) -> None:
    """Shows a lesson with its idea and the progress of this visitor."""
    state = " · answered correctly" if entry.slug in right else " · tried" if entry.slug in tried else ""
    st.page_link(page_of(entry.slug), label=f"**{number_of(entry.slug)}. {entry.title}**")
    st.caption(entry.idea + state)


for start in range(0, len(LESSONS), 3):
    for column, entry in zip(st.columns(3), LESSONS[start : start + 3], strict=False):
        with column.container(border=True, height="stretch"):
            card(entry)
