"""The clinic and break-it gallery: seven VAEs, each with one wrong line, to look at, guess and read the diagnosis of."""

import streamlit as st

from dashboard.ui.charts.clinic import patient_figure
from dashboard.ui.lab.bundled_runs import digits_labels
from dashboard.ui.lab.clinic import BY_LETTER, TITLES, outcome_of, show_diagnosis
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import montage
from dashboard.ui.train_address import train_address
from vae_core.diagnosis.patients import HEALTHY
from vae_core.models import Loss

lesson = Lesson(
    "clinic",
    "Seven VAEs learned the same small digits with the same network. Each has one wrong line or setting, and no error "
    "message says which. Look at the loss, the codes and the pictures, and say what is wrong. A loss that falls and "
    "sharp reconstructions prove little: look at what is drawn from the prior, too.",
)
letter = lesson.picture.segmented_control(
    "Patient", list(BY_LETTER), default="A", required=True, key="patient", bind="query-params"
)
with lesson.controls:
    seed = st.slider("Seed: 0 is bundled, the others train now", 0, 5, 0, key="shown_seed", bind="query-params")
    st.button(
        "Train it yourself", icon=":material/model_training:", help="the same fault from another start, in seconds",
        on_click=lambda: st.session_state.update(shown_seed=seed % 5 + 1),
    )  # fmt: skip
fault = BY_LETTER[letter]
with lesson.controls:  # where it says that it trains
    ill, well = outcome_of(fault, seed), outcome_of(None, seed)
is_guessed = lesson.predict(
    Question(f"What is wrong with patient {letter}?", TITLES, fault.title, "The diagnosis stands below the pictures."),
    part=letter,
)
reported = ill.reported["reconstruction"] + ill.reported["kl"]
lesson.show(
    patient_figure(ill, well, digits_labels()),
    f"Patient {letter}: its reported loss goes from {ill.losses[0]:.4g} to {ill.losses[-1]:.4g}, a healthy one's to "
    f"{well.losses[-1]:.3g}. Beside it the codes of 179 test images, whose liveliest dimension has standard deviation "
    f"{float(ill.mean.std(0).max()):.3g}.",
)
columns = lesson.picture.columns(3)
for column, pictures, words in zip(
    columns,
    (ill.images, ill.reconstructions, ill.samples),
    ("Images", "Its reconstructions", "Its samples"),
    strict=True,
):
    column.image(montage(pictures, 5, width=240), caption=words, width="stretch", alt=f"{words} of patient {letter}")
if is_guessed:
    with lesson.picture:
        show_diagnosis(fault, ill, well)
        st.table(
            {
                "": ["this patient", "a healthy one"],
                "reported reconstruction": [f"{one.reported['reconstruction']:.4g}" for one in (ill, well)],
                "reported KL": [f"{one.reported['kl']:.3g}" for one in (ill, well)],
                "-ELBO by the right program": [f"{-one.elbo:.4g}" for one in (ill, well)],
                "active dimensions": [f"{one.active} of {one.mean.shape[1]}" for one in (ill, well)],
            }
        )
lesson.equation(
    r"\text{loss} = -\log p(x|z) + \beta\, \mathrm{KL}\left(q(z|x)\,\|\,p(z)\right) \\[4pt] "
    r"\text{each summed within an image,} \\ \text{then averaged over the batch}",
    vars(Loss)["objective"].fget,
    "return",
)
lesson.try_next(
    "Visit all seven. Two look alike, for a beta that is too large can hide in the other term; their losses tell them "
    "apart. Then train the healthy one on the train page and make it ill there: the diagnosis below a run is made of "
    "the same measures.",
    "train.py",
    "Train the healthy one",
    **train_address(HEALTHY),
)
