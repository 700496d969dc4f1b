"""The five steps from memorising to a VAE: each is a small run, measured on known images, unseen images and new codes."""

from typing import NamedTuple

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Tensor

from dashboard.ui.lab.bundled_runs import digits
from dashboard.ui.lab.lesson_runs import LESSON_RUNS, embedded_codes, lesson_model, reconstructions
from vae_core.datasets import pixels
from vae_core.measures.sample_quality import SampleQuality, sample_quality, squared_error
from vae_core.models.memorizer import Memorizer
from vae_core.pictures import montage
from vae_core.runs.run import open_run

_COLUMNS = 8  # images in a row
_SAMPLES = 500
STEPS = {  # title -> run; each has a section "Step <title>" in the lesson's text
    "1 constant": "step-1-constant",
    "2 one-hot": "step-2-one-hot",
    "3 free": "step-3-free",
    "4 encoder": "step-4-encoder",
    "5 VAE": "step-5-constraint",
}


class Memory(NamedTuple):
    """The codes of the images that a model was trained on, and its errors on them and on others."""

    known: int  # images it was trained on
    codes: Tensor  # (known, D)
    labels: Tensor  # (known,)
    known_error: float  # squared error of an image, summed over its values
    unseen_error: float | None  # None where an unseen image has no code of its own


@st.cache_resource(show_spinner=False)
def memory_of(name: str) -> Memory:
    """The codes and errors of a run trained on some of the digits."""
    model, image_set = lesson_model(name), digits()
    rows = image_set.train[: open_run(LESSON_RUNS / name).config.subset]
    unseen = None if isinstance(model, Memorizer) else squared_error(model, image_set, image_set.test)
    known = squared_error(model, image_set, rows)
    return Memory(len(rows), embedded_codes(model, image_set, rows), image_set.labels[rows], known, unseen)


@st.cache_resource(max_entries=50, show_spinner=False)
def samples_of(name: str, seed: int) -> SampleQuality:
    """_SAMPLES codes from the prior, decoded by this run's model and compared with real images."""
    return sample_quality(lesson_model(name), digits(), _SAMPLES, seed)


def step_pictures(name: str, seed: int) -> dict[str, NDArray[np.uint8]]:
    """Returns five rows of images by their names; grey where a model has no image."""
    image_set, model, memory = digits(), lesson_model(name), memory_of(name)
    known, unseen = (
        image_set.images[rows[:_COLUMNS]] / 255 for rows in (image_set.train[: memory.known], image_set.test)
    )
    nothing = torch.zeros(0, *image_set.shape)
    has_codes = memory.unseen_error is not None
    rows = {
        "training images": known,
        "training images, reconstructed": reconstructions(model, known),
        "unseen images": unseen,
        f"unseen images{', reconstructed' if has_codes else ': no code'}": (
            reconstructions(model, unseen) if has_codes else nothing
        ),
        "new codes, decoded": samples_of(name, seed).images[:_COLUMNS],
    }
    grey = torch.full((_COLUMNS, *image_set.shape), 0.5)
    return {
        words: montage(pixels(torch.cat([row, grey])[:_COLUMNS]), _COLUMNS, width=512) for words, row in rows.items()
    }


def steps_table(last: str, seed: int) -> dict[str, list[str]]:
    """The measures of each step up to the `last`: squared errors and distances of an image, summed over its values."""
    names = list(STEPS)[: list(STEPS).index(last) + 1]
    memories = [memory_of(STEPS[name]) for name in names]
    samples = [samples_of(STEPS[name], seed) for name in names]
    return {
        "step": [name.replace(" ", "\N{NO-BREAK SPACE}") for name in names],
        "training images": [f"{one.known}" for one in memories],
        "error on them": [f"{one.known_error:.2f}" for one in memories],
        "error on unseen images": [
            "no code" if one.unseen_error is None else f"{one.unseen_error:.2f}" for one in memories
        ],
        "sample to nearest image": [f"{one.to_real:.2f}" for one in samples],
        "image to nearest sample": [f"{one.from_real:.2f}" for one in samples],
    }
