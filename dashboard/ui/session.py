"""The visitor's identity, runs and page address. Nothing here shows anything."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard import jobs
from dashboard.classroom.rooms import shared_with
from dashboard.ui.names import data_name, model_name, short_id, steered_in_words
from vae_core.assets import ASSETS, PRETRAINED
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import Run, list_runs, open_run

LARGEST_CODE = 1e6  # in an address
SWEEP = ASSETS / "sweeps" / "mnist-beta"  # small runs for the Compare page, listed nowhere else
DENOISING = ASSETS / "denoising"  # two autoencoders for the Denoise page, listed nowhere else
PLANE_RUNS = ASSETS / "planes"  # runs with two latent dimensions for lessons, listed nowhere else
RECORDED = ASSETS / "recorded"  # a training with its frames, for the Train page before the first training
RECORDED_RUN = "mnist-vae-2d-recorded"
PERSON_COOKIE, FRAMED_COOKIE = "latent_lab_person", "latent_lab_framed"  # of a window, of a frame of another site
PERSON = re.compile(r"[0-9a-f]{32}")
FIRST_RUN = "mnist-vae-2d"


def all_runs() -> list[Run]:
    """Returns the runs in this visitor's lists, newest first, then the bundled ones.

    These are the visitor's own and the command line's, those of a classroom whose board the visitor sees, and those that
    were opened by their address in this session.
    """
    bundled = sorted(list_runs(PRETRAINED), key=lambda run: (run.id != FIRST_RUN, run.id))
    shown = _opened() | shared_with(person()).keys()
    return [*jobs.listed(list_runs(jobs.runs_folder()), person(), shown), *bundled]


def _opened() -> set[str]:
    """Returns the ids of runs that were opened by their address in this session."""
    found: set[str] = st.session_state.setdefault("opened runs", set())
    return found


def open_by_address(run_ids: Iterable[str]) -> None:
    """Adds runs of this server to the visitor's lists, because the visitor has their addresses."""
    _opened().update(run_id for run_id in run_ids if _holds(jobs.runs_folder(), run_id))


def sweep_runs() -> list[Run]:
    """Returns the runs of the bundled sweep."""
    return sorted(list_runs(SWEEP), key=lambda run: run.id)


def hidden_runs() -> list[Run]:
    """Returns the bundled runs of single pages, which lists show only when an address names one."""
    return [*sweep_runs(), *list_runs(DENOISING), *list_runs(PLANE_RUNS)]


def find_run(run_id: str) -> Run:
    """Returns the run of that name; the same ValueError whether it never existed, was deleted or cannot be read."""
    for folder in (jobs.runs_folder(), PRETRAINED, SWEEP, DENOISING, PLANE_RUNS, RECORDED):
        if _holds(folder, run_id):
            return open_run(folder / run_id)
    raise ValueError("This run was not found. It may have been deleted.")


def person() -> str:
    """Returns the visitor's id: a hash of the login, or else of the browser's cookie, or else of this session.

    A run stores the id, which anybody may read. The cookie, which allows changes to the run, does not follow from the hash.
    """
    secret = cookie_secret(st.context.cookies) or str(st.session_state.setdefault("person", secrets.token_hex(16)))
    return person_of(_login() or secret)


def person_of(secret: str) -> str:
    """Returns the id of the person with this cookie or login."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def cookie_secret(cookies: Mapping[str, str]) -> str:
    """Returns the person's secret among the cookies of a browser; empty if there is none."""
    found = (str(cookies.get(name, "")) for name in (PERSON_COOKIE, FRAMED_COOKIE))
    return next(filter(PERSON.fullmatch, found), "")


def known_by() -> Literal["login", "cookie", "session"]:
    """Returns what identifies the visitor; a session, where the browser keeps no cookie, ends with a reload."""
    if _login():
        return "login"
    return "cookie" if cookie_secret(st.context.cookies) else "session"


@lru_cache(maxsize=1)  # each call looks for the file on the disk, and a page asks for the visitor about ten times
def has_login() -> bool:
    """Tells whether this server has a login."""
    return "is_logged_in" in st.user


def _login() -> str:
    """Returns who logged in, if secrets.toml has an [auth] section; empty if nobody did."""
    if not has_login() or not st.user.get("is_logged_in"):
        return ""
    return json.dumps([st.user.get("iss"), st.user.get("sub") or st.user["email"]])


def _holds(folder: Path, run_id: str) -> bool:
    """Tells whether a run of that name is directly in the folder; an address can hold any text."""
    try:
        return (
            run_id == Path(run_id).name and run_id[:1] not in ("", ".") and (folder / run_id / "summary.json").exists()
        )
    except (OSError, ValueError):  # longer than the file system allows, or with a null byte
        return False


def title_of(run: Run) -> str:
    """Returns a short title of a run; raises the ValueError of a damaged one."""
    entries, damaged = list_entries([run])
    if damaged:
        raise ValueError(damaged[run])
    return entry_title(entries[0])


def entry_title(entry: RunEntry) -> str:
    """Returns a short title of a run: its own, or its settings as text, with those that were steered.

    The run of a student begins with the student's name, for those who see the class board.
    """
    # Only for others' runs: a list of a thousand runs would otherwise look a thousand times for all rooms.
    student = shared_with(person()).get(entry.run.id, "") if is_others(entry.run) else ""
    words = entry.about.title or settings_in_words(entry)
    if not entry.about.title and not is_bundled(entry.run):
        words = f"{words} · {short_id(entry.run.id)}"
    return f"{student}: {words}" if student else words


def settings_in_words(entry: RunEntry) -> str:
    """Returns data, model, latent dimensions, a beta other than 1, the run it started from, and each steered setting."""
    config, steered = entry.config, entry.steered
    parts = [data_name(config.data), model_name(config.model), f"{config.latent_dim} latent dimensions"]
    if entry.beta not in (None, 1.0) and "beta" not in steered:
        parts.append(f"beta {entry.beta:g}")
    if config.start_from:
        parts.append(f"started from run {short_id(config.start_from)}")
    return ", ".join([*parts, *([steered_in_words(steered)] if steered else [])])


def is_bundled(run: Run) -> bool:
    """Tells whether the run came with the program."""
    return run.path.parent in (PRETRAINED, SWEEP, DENOISING, PLANE_RUNS, RECORDED)


def is_own(run: Run) -> bool:
    """Tells whether the visitor may change or delete the run."""
    return not is_bundled(run) and jobs.is_allowed(run, person())


def is_others(run: Run) -> bool:
    """Tells whether somebody else started the run."""
    return not is_bundled(run) and jobs.owner(run) not in ("", person())


def check_own(run: Run) -> None:
    """Raises a ValueError unless the visitor may change and delete the run, whatever the page offered."""
    if is_bundled(run):
        raise ValueError("This run is bundled with the program; duplicate it to change it.")
    jobs.check_is_allowed(run, person())


def whose(run: Run, shared: Mapping[str, str]) -> str:
    """Returns the owner of a run in a word; `shared` maps the ids on the visitor's class boards to the students' names."""
    if is_bundled(run):
        return "bundled"
    owner = jobs.owner(run)
    if owner == person():
        return "you"
    return shared.get(run.id, "command line" if not owner else "opened by link")


def numbers_from_address(text: str, count: int) -> list[float] | None:
    """Returns `count` numbers between -1e6 and 1e6 written with commas, or None if the text is anything else.

    The browser computes with 32-bit floats, in which larger codes overflow.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(abs(number) <= LARGEST_CODE for number in numbers) else None


def query(name: str) -> str:
    """Returns a parameter of the page's address; empty if it has none of that name."""
    return str(st.query_params.get(name, ""))
