"""Lesson: from memorising to a VAE in five steps."""

import streamlit as st

from dashboard.ui.charts.codes import steps_figure
from dashboard.ui.lab.five_steps import STEPS, memory_of, samples_of, step_pictures, steps_table
from dashboard.ui.lab.lesson import Lesson
from vae_core.models import Model

lesson = Lesson("five_steps")
autoencoder, vae = (samples_of(STEPS[step], 0) for step in ("4 encoder", "5 VAE"))
lesson.then_show(step="4 encoder")
lesson.predict(
    most=int(autoencoder.labels.argmax()),
    most_count=int(autoencoder.labels.max()),
    spread=float(memory_of(STEPS["4 encoder"]).codes.std(0).mean()),
    fewest_vae=int(vae.labels.min()),
    most_vae=int(vae.labels.max()),
)
with lesson.controls:
    step = st.segmented_control(
        "Step", list(STEPS), default="1 constant", required=True, key="step", bind="query-params"
    )
    seed = st.slider("Random seed of the new codes", 0, 20, 0, key="shown_seed", bind="query-params")
    spread = float(memory_of(STEPS["3 free"]).codes.std(0).mean())
    st.markdown(lesson.text(f"Step {step}", spread=spread))
name = STEPS[step]
memory, samples = memory_of(name), samples_of(name, seed)
rows, figures = lesson.picture.columns([1, 2])
for words, picture in step_pictures(name, seed).items():
    rows.image(picture, caption=words, alt=f"Step {step}: eight images, {words}")
lesson.show(
    steps_figure(memory.codes, memory.labels, samples.codes, samples.labels, samples.unlike),
    figures,
    step=step,
    known=memory.known,
    counts=", ".join(f"{digit}: {int(count)}" for digit, count in enumerate(samples.labels)),
    unlike=samples.unlike,
)
lesson.picture.table(steps_table(step, seed))
lesson.notes(True)
lesson.equation(Model.reconstruct, "return")
lesson.try_next("train.py", {"model": "memorizer", "data": "digits"})
