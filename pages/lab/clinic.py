"""Lesson: seven VAEs, each with one wrong line or setting, to examine and to diagnose."""

import streamlit as st

from dashboard.ui.charts.clinic import patient_figure
from dashboard.ui.lab.bundled_runs import digits_labels
from dashboard.ui.lab.clinic import BY_LETTER, BY_TITLE, FAULT_TITLES, SIGNS, outcome_of, show_diagnosis
from dashboard.ui.lab.lesson import Lesson, Question
from dashboard.ui.train_address import train_address
from vae_core.diagnosis.patients import HEALTHY
from vae_core.models import Loss
from vae_core.pictures import montage

lesson = Lesson("clinic", has_figure_first=True)
letter = lesson.picture.segmented_control(
    "Patient", list(BY_LETTER), default="A", required=True, key="patient", bind="query-params"
)
with lesson.controls.popover("Train from another start", icon=":material/model_training:"):
    seed = st.slider(
        "Random seed (0: trained before, others: train now)", 0, 5, 0, key="shown_seed", bind="query-params"
    )
    st.button(
        "Train this patient",
        icon=":material/model_training:",
        help="Trains a model with the same fault from another start; this takes some seconds.",
        on_click=lambda: st.session_state.update(shown_seed=seed % 5 + 1),
    )
fault = BY_LETTER[letter]
with lesson.controls:  # the place of the spinner while a model trains
    ill, well = outcome_of(fault, seed), outcome_of(None, seed)
question = lesson.text("Question", letter=letter)
feedback = tuple("" if title == fault.title else SIGNS[BY_TITLE[title].name] for title in FAULT_TITLES)
is_guessed = lesson.ask(
    Question(question, FAULT_TITLES, fault.title, lesson.text("Explanation"), feedback), part=letter
)
lesson.show(
    patient_figure(ill, well, digits_labels()),
    letter=letter,
    first=ill.losses[0],
    last=ill.losses[-1],
    healthy=well.losses[-1],
    largest_sd=float(ill.mean.std(0).max()),
)
shown = {"Images": ill.images, "Reconstructions": ill.reconstructions, "Samples from the prior": ill.samples}
for column, (words, pictures) in zip(lesson.picture.columns(3), shown.items(), strict=True):
    column.image(montage(pictures, 5, width=240), caption=words, width="stretch", alt=f"{words} of patient {letter}")
if is_guessed or lesson.worksheet == "answers":
    with lesson.answer:
        show_diagnosis(fault, ill, well)
if is_guessed or lesson.worksheet:
    lesson.transfer()
else:
    lesson.wait()
lesson.equation(vars(Loss)["objective"].fget, "return")
lesson.try_next("train.py", train_address(HEALTHY))
