"""The five steps from memorising to a VAE: each a small run, what it keeps of known images, and what new codes show."""

from typing import NamedTuple

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Tensor

from dashboard.ui.lab.bundled_runs import digits
from dashboard.ui.lab.lesson_runs import LESSON_RUNS, codes_of, lesson_model, redrawn
from dashboard.ui.pictures import montage
from vae_core.datasets import pixels
from vae_core.measures.sample_quality import SampleQuality, sample_quality, squared_error
from vae_core.models.memorizer import Memorizer
from vae_core.runs.run import open_run

COLUMNS = 8  # images in a row of pictures
DRAWS = 500


class Step(NamedTuple):
    """A run, and what its codes are."""

    run: str
    words: str


STEPS = {
    "1 constant": Step(
        "step-1-constant",
        "Every image gets the code (0, 0). The decoder of a constant is a photograph: it holds one image.",
    ),
    "2 one-hot": Step(
        "step-2-one-hot",
        "Image i gets a code that is 1 at place i and 0 elsewhere: as many images as the code has numbers.",
    ),
    "3 free": Step(
        "step-3-free",
        "Image i gets two numbers, learned with the decoder. Any number of images, and like ones get near codes.",
    ),
    "4 encoder": Step(
        "step-4-encoder",
        "A network finds the two numbers, so an image that nobody showed it has a code too: an autoencoder.",
    ),
    "5 VAE": Step(
        "step-5-constraint",
        "Noise and a KL keep the codes where N(0, I) will look for them: a variational autoencoder.",
    ),
}


class Memory(NamedTuple):
    """What a model keeps of the images it was trained on, and what it makes of others."""

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
    return Memory(len(rows), codes_of(model, image_set, rows), image_set.labels[rows], known, unseen)


@st.cache_resource(max_entries=50, show_spinner=False)
def draws_of(name: str, seed: int) -> SampleQuality:
    """DRAWS pictures of new codes."""
    return sample_quality(lesson_model(name), digits(), DRAWS, seed)


def step_pictures(name: str, seed: int) -> NDArray[np.uint8]:
    """Five rows: known images, redrawn; unseen images, redrawn; new codes. Grey where there is nothing to show."""
    image_set, model, memory = digits(), lesson_model(name), memory_of(name)
    known, unseen = (
        image_set.images[rows[:COLUMNS]] / 255 for rows in (image_set.train[: memory.known], image_set.test)
    )
    nothing = torch.zeros(0, *image_set.shape)
    rows = [known, redrawn(model, known), unseen, nothing if memory.unseen_error is None else redrawn(model, unseen)]
    rows.append(draws_of(name, seed).images[:COLUMNS])
    grey = torch.full((COLUMNS, *image_set.shape), 0.5)
    return montage(pixels(torch.cat([torch.cat([row, grey])[:COLUMNS] for row in rows])), COLUMNS, width=512)


def steps_table(last: str, seed: int) -> dict[str, list[str]]:
    """What each step reaches, up to the `last`: squared errors and distances of an image, summed over its values."""
    names = list(STEPS)[: list(STEPS).index(last) + 1]
    memories = [memory_of(STEPS[name].run) for name in names]
    draws = [draws_of(STEPS[name].run, seed) for name in names]
    return {
        "step": [name.replace(" ", "\N{NO-BREAK SPACE}") for name in names],
        "images learned": [f"{one.known}" for one in memories],
        "error on them": [f"{one.known_error:.2f}" for one in memories],
        "on unseen ones": ["no code" if one.unseen_error is None else f"{one.unseen_error:.2f}" for one in memories],
        "draw to nearest image": [f"{one.to_real:.2f}" for one in draws],
        "image to nearest draw": [f"{one.from_real:.2f}" for one in draws],
    }
