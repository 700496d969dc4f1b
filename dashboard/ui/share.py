"""The address of a run for other people, and an explanation of who can see the run."""

import socket
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

import streamlit as st

from dashboard import jobs
from dashboard.classroom.rooms import rooms_of
from dashboard.ui.addresses import page_path
from dashboard.ui.markdown import plain
from dashboard.ui.session import is_bundled, is_own, person
from vae_core.runs.run import Run

ANYBODY = (
    "Anybody who has this address can view and duplicate the run, with its notes, but not change, stop or delete it."
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
READ_ONLY = "This is somebody else's run: you can duplicate it, but not change it."


def share(run: Run, more: Callable[[Run], None] | None = None) -> None:
    """Shows a button that opens the run's address, to copy, who can see the run, and what `more` shows of it."""
    with st.popover("Share run", icon=":material/link:", help="Shows its address and who can see it"):
        st.write(_who_sees(run))
        page = "map" if run.is_ready else "train"
        st.code(address(page, run=run.id), language=None, wrap_lines=True)
        st.caption("Copy the address with the button on its right and send it.")
        if more is not None:
            more(run)


def share_together(runs: list[Run]) -> None:
    """Shows the same for runs that are compared: one address opens all of them."""
    if all(is_bundled(run) for run in runs):
        return
    with st.popover("Share runs", icon=":material/link:", help="Shows their address and who can see them"):
        st.write(f"Anybody who has this address can view these {len(runs)} runs, but not change, stop or delete them.")
        st.code(address("compare", runs=",".join(run.id for run in runs)), language=None, wrap_lines=True)


def address(page: str, **parameters: str) -> str:
    """Returns the whole address of a page of this server, as other machines can reach it."""
    here = urlsplit(st.context.url or "")
    place = here.netloc
    if here.hostname in LOOPBACK and (network := _network_address()):
        place = network + (f":{here.port}" if here.port else "")
    origin = f"{here.scheme}://{place}" if place else ""
    return origin + page_path(page, **parameters)


@lru_cache(maxsize=1)
def _network_address() -> str:
    """Returns this machine's address in its network; empty if it has no network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("10.255.255.255", 1))
        return str(probe.getsockname()[0])
    return ""


def _who_sees(run: Run) -> str:
    if is_bundled(run):
        return "This run is bundled with the program: every visitor of this server sees it."
    if not jobs.owner(run):
        rest = "Every visitor of this server can change it." if is_own(run) else ANYBODY
        return f"This run was made on the command line. {rest}"
    if not is_own(run):
        return f"{READ_ONLY} {ANYBODY}"
    seen = [room for room in rooms_of(person()) if run.id in getattr(room.members.get(person()), "runs", ())]
    classes = " and of ".join(f"**{plain(room.title)}**" for room in seen)
    others = f" and the board of {classes}" if seen else ""
    return f"This run is yours. Only your lists show it{others}. {ANYBODY}"
