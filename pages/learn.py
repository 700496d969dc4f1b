"""Five ideas of a variational autoencoder, and the list of lessons."""

import json
from dataclasses import asdict

import streamlit as st

from dashboard.classroom.progress import progress_of
from dashboard.ui.lab.lesson_list import GROUPS, LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.lab.lesson_score import lessons_done, lessons_right
from dashboard.ui.page_row import page_row
from dashboard.ui.session import person

COLUMNS = 4  # of lessons
# A long title takes two lines instead of being cut.
STYLE = """<style>
[class*="st-key-lesson-"] { gap: 0.25rem; padding: 0.75rem; }
[class*="st-key-lesson-"] .stPageLink :is(a, a *) { white-space: normal; overflow: visible; }
[class*="st-key-lesson-"] .stPageLink a { padding: 0; margin: 0; }
.stMain .katex-display { margin: 0.25rem 0; }
/* Letters grow with the window, because this page has no figure that could: 16 px at 1280 x 720, 24 px at 1920 x 1080. */
.stMain .stTabs [data-testid="stMarkdownContainer"], .st-key-ideas [data-testid="stMarkdownContainer"] {
  font-size: clamp(1rem, min(2.222vh, 1.25vw), 1.5rem);
}
.stMain .stTabs [data-testid="stCaptionContainer"], .st-key-ideas [data-testid="stCaptionContainer"] {
  font-size: clamp(0.875rem, min(1.944vh, 1.094vw), 1.3125rem);
}
.stMain .stTabs [data-testid="stMarkdownContainer"] p, .st-key-ideas [data-testid="stMarkdownContainer"] p { font-size: inherit; }
</style>"""


def five_ideas() -> None:
    """Shows five ideas, in the order in which an image passes through a VAE."""
    st.caption("Five ideas, in the order in which an image passes through a VAE (variational autoencoder):")
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
        With beta 32, a code costs too many nats, and the model stops using it.
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


def card(entry: LessonEntry) -> None:
    """Shows a lesson with its idea, its length, what it builds on, and the visitor's progress."""
    st.page_link(page_of(entry.slug), label=f"**{number_of(entry.slug)}. {entry.title}**")
    after = ", ".join(str(number_of(slug)) for slug in entry.after)
    parts = [f"{entry.minutes} min", entry.level, f"after {after}" if after else ""]
    parts.append("first answer right" if entry.slug in right else "done" if entry.slug in done else "")
    st.caption(f"{entry.idea}  \n{' · '.join(filter(None, parts))}")


right, done = lessons_right(), lessons_done()
following = next((entry for entry in LESSONS if entry.slug not in done), None)
minutes = sum(entry.minutes for entry in LESSONS)
with page_row("Lessons"):
    st.caption(f"""
    Each lesson has one idea: predict, check your answer, see the figure, and read the line of this program that computes
    it. Only first answers count. All {len(LESSONS)} lessons take about {minutes / 60:.0f} hours and work offline.
    """)
    st.page_link(
        "tour.py",
        label="**For teachers:** a tour of the Lab",
        icon=":material/play_circle:",
        query_params={"of": "teachers"},
    )
with st.container(horizontal=True, vertical_alignment="center"):
    if following:
        st.page_link(
            page_of(following.slug),
            label=f"**{'Go on' if done else 'Start here'}:** {number_of(following.slug)}. {following.title}",
            icon=":material/arrow_forward:",
        )
    if done:
        st.progress(
            len(done) / len(LESSONS),
            f"You have done {len(done)} of {len(LESSONS)} lessons; in {len(right)}, every first answer was right.",
        )
        answers = {name: asdict(answer) for name, answer in progress_of(person()).items()}
        st.download_button(
            "Save my answers",
            json.dumps(answers, indent=1),
            "lessons.json",
            "application/json",
            icon=":material/download:",
        )

st.html(STYLE)
shown = following.group if following else next(iter(GROUPS))
for tab, (group, idea) in zip(st.tabs(list(GROUPS), default=shown), GROUPS.items(), strict=True):
    with tab:
        st.markdown(f"{idea}.")
        entries = [entry for entry in LESSONS if entry.group == group]
        for start in range(0, len(entries), COLUMNS):
            for column, entry in zip(st.columns(COLUMNS), entries[start : start + COLUMNS], strict=False):
                with column.container(border=True, height="stretch", key=f"lesson-{entry.slug}"):
                    card(entry)
with st.container(key="ideas"):
    five_ideas()
