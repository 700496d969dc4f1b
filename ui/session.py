"""Which runs there are for this visitor, and what the page's address says. Nothing here draws."""

import math
import re
import secrets
from pathlib import Path

import streamlit as st

import jobs
from vae_core.runs import Run, list_runs, open_run

PRETRAINED = Path(__file__).parent.parent / "assets" / "pretrained"
PERSON_COOKIE = "latent_lab_person"
PERSON = re.compile(r"[0-9a-f]{32}")
FIRST_RUN = "mnist-vae-2d"


def all_runs() -> list[Run]:
    """The runs of this server, newest first, then the bundled ones."""
    bundled = sorted(list_runs(PRETRAINED), key=lambda run: (run.id != FIRST_RUN, run.id))
    return [*list_runs(jobs.runs_folder()), *bundled]


def find_run(run_id: str) -> Run:
    """The run of that name; the same ValueError whether it never was, is damaged beyond reading or is not yours."""
    is_name = run_id and not run_id.startswith(".") and not set(run_id) & set("/\\:\0") and len(run_id) < 200
    for folder in (jobs.runs_folder(), PRETRAINED) if is_name else ():
        if (folder / run_id / "summary.json").is_file():
            return open_run(folder / run_id)
    raise ValueError("There is no such run here. Choose one from the list.")


def person() -> str:
    """Who looks at the page: the random name in the browser's cookie, or one for this session where it keeps none."""
    known = str(st.context.cookies.get(PERSON_COOKIE, ""))
    return known if PERSON.fullmatch(known) else str(st.session_state.setdefault("person", secrets.token_hex(16)))


def title_of(run: Run) -> str:
    """A run in a few words: data, model, latent size and what is special about it."""
    config = run.config
    beta = getattr(config.settings, "beta", 1.0)
    parts = [config.data.replace("_", " "), config.model.replace("_", " "), f"{config.latent_dim} latents"]
    parts += [f"beta {beta:g}"] if beta != 1 else []
    return ", ".join(parts) if is_bundled(run) else f"{', '.join(parts)} · {run.id[:6]}"


def is_bundled(run: Run) -> bool:
    """Whether the run came with the program."""
    return run.path.parent == PRETRAINED


def numbers_from_address(text: str, count: int) -> list[float] | None:
    """`count` finite numbers written with commas, or None where the address holds anything else."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None


def query(name: str) -> str:
    """What the page's address says of `name`; empty where it says nothing."""
    return str(st.query_params.get(name, ""))
