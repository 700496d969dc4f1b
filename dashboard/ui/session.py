"""Which runs there are for this visitor, and what the page's address says. Nothing here draws."""

import hashlib
import json
import math
import re
import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import streamlit as st

from dashboard import jobs
from dashboard.classroom.rooms import shared_with
from vae_core.assets import ASSETS
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import Run, list_runs, open_run

PRETRAINED = ASSETS / "pretrained"
SWEEP = PRETRAINED.parent / "sweeps" / "mnist-beta"  # small runs for the compare page, listed nowhere else
PERSON_COOKIE = "latent_lab_person"
PERSON = re.compile(r"[0-9a-f]{32}")
FIRST_RUN = "mnist-vae-2d"


def all_runs() -> list[Run]:
    """The runs in this visitor's lists, newest first, then the bundled ones.

    They are the visitor's own and the command line's, those of a class room whose board the visitor sees, and those that
    were opened by their address in this session.
    """
    bundled = sorted(list_runs(PRETRAINED), key=lambda run: (run.id != FIRST_RUN, run.id))
    shown = _opened() | shared_with(person()).keys()
    return [*jobs.listed(list_runs(jobs.runs_folder()), person(), shown), *bundled]


def _opened() -> set[str]:
    """Ids of runs that were opened by their address; nothing of it outlives the session."""
    found: set[str] = st.session_state.setdefault("opened runs", set())
    return found


def open_by_address(run_ids: Iterable[str]) -> None:
    """Take runs of this server whose addresses the visitor has into the visitor's lists."""
    _opened().update(run_id for run_id in run_ids if _holds(jobs.runs_folder(), run_id))


def sweep_runs() -> list[Run]:
    """The runs of the bundled sweep."""
    return sorted(list_runs(SWEEP), key=lambda run: run.id)


def find_run(run_id: str) -> Run:
    """The run of that name; the same ValueError whether it never was, is damaged beyond reading or is not yours."""
    for folder in (jobs.runs_folder(), PRETRAINED, SWEEP):
        if _holds(folder, run_id):
            return open_run(folder / run_id)
    raise ValueError("There is no such run here; it may have been deleted.")


def person() -> str:
    """Who looks at the page: a name that follows from the login, else from the browser's cookie, else from this session.

    A run remembers the name, and anybody may read it there; the cookie, by which one steers the run, cannot be told from it.
    """
    known = str(st.context.cookies.get(PERSON_COOKIE, ""))
    secret = known if PERSON.fullmatch(known) else str(st.session_state.setdefault("person", secrets.token_hex(16)))
    return hashlib.sha256((_login() or secret).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)  # each question looks for the file on the disk, and a page asks some ten times who one is
def has_login() -> bool:
    """Whether this server has a login at all."""
    return "is_logged_in" in st.user


def _login() -> str:
    """Who logged in, as Streamlit knows it where secrets.toml has an [auth] section; empty where nobody did."""
    if not has_login() or not st.user.get("is_logged_in"):
        return ""
    return json.dumps([st.user.get("iss"), st.user.get("sub") or st.user["email"]])


def _holds(folder: Path, run_id: str) -> bool:
    """Whether a run of that name lies right in the folder, whatever an address makes of names."""
    try:
        return (
            run_id == Path(run_id).name and run_id[:1] not in ("", ".") and (folder / run_id / "summary.json").exists()
        )
    except (OSError, ValueError):  # longer than the file system takes, or with a null byte
        return False


def title_of(run: Run) -> str:
    """A run in a few words, or the ValueError of a damaged one."""
    entries, damaged = list_entries([run])
    if damaged:
        raise ValueError(damaged[run])
    return entry_title(entries[0])


def entry_title(entry: RunEntry) -> str:
    """A run in a few words: what people call it, or data, model, latent size and what is special about it."""
    if entry.about.title:
        return entry.about.title
    config, beta = entry.config, 1.0 if entry.beta is None else entry.beta
    parts = [config.data.replace("_", " "), config.model.replace("_", " "), f"{config.latent_dim} latents"]
    parts += [f"beta {beta:g}"] if beta != 1 else []
    return ", ".join(parts) if is_bundled(entry.run) else f"{', '.join(parts)} · {entry.run.id[:6]}"


def is_bundled(run: Run) -> bool:
    """Whether the run came with the program."""
    return run.path.parent in (PRETRAINED, SWEEP)


def is_own(run: Run) -> bool:
    """Whether the visitor may change or delete the run."""
    return not is_bundled(run) and jobs.is_allowed(run, person())


def is_others(run: Run) -> bool:
    """Whether somebody else started the run."""
    return not is_bundled(run) and jobs.owner(run) not in ("", person())


def check_own(run: Run) -> None:
    """Raise a ValueError where the visitor may neither change nor delete the run, whatever the page had offered."""
    if is_bundled(run):
        raise ValueError("This run came with the program; duplicate it to change it.")
    jobs.check_is_allowed(run, person())


def whose(run: Run, shared: Mapping[str, str]) -> str:
    """Whose run it is, in a word; `shared` has the ids that one sees in class rooms, with the students' names."""
    if is_bundled(run):
        return "bundled"
    owner = jobs.owner(run)
    if owner == person():
        return "you"
    return shared.get(run.id, "command line" if not owner else "opened by link")


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
