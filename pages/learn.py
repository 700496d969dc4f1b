"""What a variational autoencoder is, in five short steps, and the contents of the Lab."""

import streamlit as st

from dashboard.ui.lab.lesson import lessons_right, lessons_tried
from dashboard.ui.lab.lessons import LESSONS, LessonEntry, number_of, page_of

st.title("How it works")
st.write("Five ideas, in the order in which a picture passes through the model; then a lesson on each, to do by hand.")

encoder, draw, decoder, terms, beta = st.columns(5)
encoder.markdown(
    "**1. The encoder** turns a picture into a small cloud: a mean and a log-variance for each latent number."
)
draw.markdown("**2. A draw** from the cloud, with the noise from outside, so that gradients pass.")
decoder.markdown("**3. The decoder** turns any point into a picture, also one where no picture was put.")
terms.markdown(
    "**4. Two terms**, in nats, pull against each other: reconstruction wants clouds apart, the KL wants them together."
)
beta.markdown("**5. Beta** moves the balance: at 0 nothing shapes the space, at 16 a code is too dear.")
st.latex(
    r"-\mathrm{ELBO} = \underbrace{-\mathbb{E}_{q}\log p(x|z)}_{\text{reconstruction}} + "
    r"\beta\,\underbrace{\mathrm{KL}\left(q(z|x)\,\|\,p(z)\right)}_{\text{KL}},\qquad "
    r"z = \mu(x) + \sigma(x) \odot \varepsilon,\qquad \beta = 1"
)

st.subheader("The Lab")
right, tried = lessons_right(), lessons_tried()
st.write(
    "Each lesson is one screen with one idea: predict, then check; move something and see; the equation beside the line of "
    "this program that computes it. All of them work offline."
)
if tried:
    st.progress(len(right) / len(LESSONS), f"You have predicted {len(right)} of {len(LESSONS)} rightly so far.")


def card(entry: LessonEntry) -> None:
    """A lesson with its idea, and how far this visitor is with it."""
    state = " · predicted" if entry.slug in right else " · tried" if entry.slug in tried else ""
    st.page_link(page_of(entry.slug), label=f"**{number_of(entry.slug)}. {entry.title}**")
    st.caption(entry.idea + state)


for start in range(0, len(LESSONS), 3):
    for column, entry in zip(st.columns(3), LESSONS[start : start + 3], strict=False):
        with column.container(border=True, height="stretch"):
            card(entry)
