"""The patients of the clinic: the bundled ones, those trained now, and the diagnosis with the wrong and the right line."""

from threading import Lock

import streamlit as st

from dashboard.ui.lab.lesson import statement
from dashboard.ui.train_address import train_address
from vae_core.assets import ASSETS
from vae_core.datasets import load_for
from vae_core.diagnosis.faults import FAULTS
from vae_core.diagnosis.patients import HEALTHY, Fault, Line, Outcome, read_outcomes, train_patient

PATIENTS = ASSETS / "clinic" / "patients.safetensors"
BY_LETTER = dict(zip("ABCDEFG", FAULTS, strict=True))
FAULT_TITLES = tuple(sorted(fault.title for fault in FAULTS))
BY_TITLE = {fault.title: fault for fault in FAULTS}
SIGNS = {  # fault -> how a model with it looks, for those who suspect it wrongly
    "mean_error": "With this fault, all reconstructions are the average image, and the loss is smaller than a healthy one.",
    "unshuffled": "With this fault, the loss rises and falls in every epoch.",
    "beta_0": "With this fault, reconstructions are sharp, but the codes are far wider than the prior.",
    "wrong_sign": "With this fault, the loss falls without any limit.",
    "log_variance": "With this fault, reconstructions are sharp, samples are poor, and the loss seems too small.",
    "tiny": "With this fault, all codes are on a line.",
    "beta_50": "With this fault, all reconstructions are the average image, and the loss is larger than a healthy one.",
}
ONE_AT_A_TIME = Lock()  # several trainings at once would make every visitor wait longer


def outcome_of(fault: Fault | None, seed: int) -> Outcome:
    """The outcome of the patient with this fault, or of the healthy model: bundled for seed 0, otherwise trained once."""
    if seed == 0:
        return _bundled()[fault.name if fault else "healthy"]
    return _trained(fault.name if fault else "", seed)


@st.cache_resource(show_spinner=False)
def _bundled() -> dict[str, Outcome]:
    return read_outcomes(PATIENTS)


@st.cache_resource(max_entries=60, show_spinner="Training for 40 epochs on 1,439 digits, which takes some seconds")
def _trained(name: str, seed: int) -> Outcome:
    with ONE_AT_A_TIME:
        fault = next((fault for fault in FAULTS if fault.name == name), None)
        return train_patient(fault, load_for(HEALTHY), seed)


def show_diagnosis(fault: Fault, ill: Outcome, well: Outcome) -> None:
    """Shows the fault in words and numbers, the wrong line beside the right one, the remedy and the measures."""
    st.markdown(f":material/stethoscope: **{fault.title}.** {fault.explain(ill, well)}")
    for column, word, line in zip(
        st.columns(2), ("The wrong line", "The right line"), (fault.wrong, fault.right), strict=True
    ):
        code, place = _quoted(line)
        column.markdown(f"**{word}**")
        column.code(code, language=None, wrap_lines=True)
        column.caption(place)
    st.markdown(f":material/healing: **Remedy.** {fault.remedy}")
    if fault.right.source is None:
        address = train_address(HEALTHY)
        st.page_link(
            "train.py",
            label=f"Train it with {fault.right.words}",
            icon=":material/model_training:",
            query_params=address,
        )

    st.table(
        {
            "": ["this patient", "healthy model"],
            "reported reconstruction": [f"{one.reported['reconstruction']:.4g}" for one in (ill, well)],
            "reported KL": [f"{one.reported['kl']:.3g}" for one in (ill, well)],
            "-ELBO by the correct program": [f"{-one.elbo:.4g}" for one in (ill, well)],
            "active dimensions": [f"{one.active} of {one.mean.shape[1]}" for one in (ill, well)],
        }
    )


def _quoted(line: Line) -> tuple[str, str]:
    if line.source is None:
        return line.words, "An option of `python -m vae_core train`, and a field of the train page"
    found = statement(line.source, line.words)
    return found.code, f"From {found.place}"
