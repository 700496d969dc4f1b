"""From memorising to a VAE in five steps: how many images fit, and what a new code decodes to, at each of them."""

import streamlit as st

from dashboard.ui.charts.codes import steps_figure
from dashboard.ui.lab.five_steps import STEPS, draws_of, memory_of, step_pictures, steps_table
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.models.memorizer import Memorizer

lesson = Lesson(
    "five_steps",
    "A decoder alone learns images by heart. Step by step it gets better codes to look them up by, then an encoder, "
    "then a rule where codes may lie. Only with the last step does drawing a code at random mean drawing an image.",
)
autoencoder, vae = (draws_of(STEPS[step].run, 0) for step in ("4 encoder", "5 VAE"))
most, spread = int(autoencoder.labels.argmax()), float(memory_of(STEPS["4 encoder"].run).codes.std(0).mean())
lesson.predict(
    Question(
        "Step 4 is an autoencoder. Codes are drawn from N(0, I) and decoded. What do the pictures show?",
        ("Noise", "All ten digits, about as many of each", "Digits, but nearly always the same one"),
        "Digits, but nearly always the same one",
        f"Of 500 draws {int(autoencoder.labels.max())} show a {most}: the codes are spread {spread:.0f} times as wide "
        "as N(0, I), which only meets what happens to lie in the middle. Nothing had asked them to lie anywhere. "
        f"With the constraint of step 5 each digit comes between {int(vae.labels.min())} and {int(vae.labels.max())} "
        "times.",
    )
)
with lesson.controls:
    step = st.segmented_control(
        "Step", list(STEPS), default="1 constant", required=True, key="step", bind="query-params"
    )
    seed = st.slider("Seed of the new codes", 0, 20, 0, key="shown_seed", bind="query-params")
    st.markdown(STEPS[step].words)
name = STEPS[step].run
memory, draws = memory_of(name), draws_of(name, seed)
lesson.controls.image(
    step_pictures(name, seed),
    caption="known images · redrawn · unseen images · redrawn (grey: they have no code) · new codes",
    alt=f"Step {step}: eight known digits and what the decoder makes of them, eight unseen ones, and eight new codes decoded",
)
lesson.show(
    steps_figure(memory.codes, memory.labels, draws.codes, draws.labels),
    f"Step {step}: the codes of {memory.known} known images and 100 new ones from N(0, I); beside them how many of "
    "500 draws look most like each digit: "
    + ", ".join(f"{digit}: {int(count)}" for digit, count in enumerate(draws.labels))
    + ".",
)
lesson.picture.table(steps_table(step, seed))
lesson.picture.caption(
    "Squared errors and squared distances, summed over 64 pixels. A draw near an image looks real; an image near a "
    "draw is not left out. Reconstruction is not generation: among steps 3 to 5, step 4 redraws known images best, "
    "and its draws leave out the most."
)
lesson.equation(
    r"\hat x_i = \mathrm{decode}(z_i) \\ z_i = 0,\quad e_i,\quad \text{learned},\quad \mathrm{encode}(x_i), \\"
    r"\mu(x_i) + \sigma(x_i)\odot\varepsilon",
    Memorizer.build_encoder,
    "torch.eye",
)
lesson.try_next(
    "Go back to step 2: a new code there shows a jumble of several images, because nothing lies between two places of a "
    "list. The last column is what step 5 wins: whatever digit there is, a draw comes near it.",
    "train.py",
    "Train a memorizer",
    model="memorizer",
    data="digits",
)
