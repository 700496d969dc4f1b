"""Who sees a run, in words, and its address for whoever shall."""

import socket
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

import streamlit as st

from dashboard import jobs
from dashboard.classroom.rooms import rooms_of
from dashboard.ui.markdown import plain
from dashboard.ui.session import is_bundled, is_own, person
from vae_core.runs.run import Run

ANYBODY = "Whoever has this address can look at all of it, its notes too, and duplicate it, but not change, stop or delete it."
LOOPBACK = ("localhost", "127.0.0.1", "::1")
READ_ONLY = "You look at somebody else's run: you can duplicate it, but not change it."


def share(run: Run) -> None:
    """A button that opens the run's address, to copy, and says who sees it."""
    with st.popover("Share", icon=":material/link:", help="Its address, and who sees it"):
        st.write(_who_sees(run))
        page = "map" if run.is_ready else "train"
        st.code(address(page, run=run.id), language=None, wrap_lines=True)
        st.caption("Copy it with the button at its right, and send it.")


def share_together(runs: list[Run]) -> None:
    """The same for runs that are compared: one address opens them all."""
    if all(is_bundled(run) for run in runs):
        return
    with st.popover("Share", icon=":material/link:", help="Their address, and who sees them"):
        st.write(f"Whoever has this address can look at these {len(runs)} runs, but not change, stop or delete them.")
        st.code(address("compare", runs=",".join(run.id for run in runs)), language=None, wrap_lines=True)


def address(page: str, **parameters: str) -> str:
    """The whole address of a page of this server, as other machines reach it too."""
    here = urlsplit(st.context.url or "")
    place = here.netloc
    if here.hostname in LOOPBACK and (network := _network_address()):
        place = network + (f":{here.port}" if here.port else "")
    origin = f"{here.scheme}://{place}" if place else ""
    return f"{origin}/{page}?" + "&".join(f"{name}={value}" for name, value in parameters.items())


@lru_cache(maxsize=1)
def _network_address() -> str:
    """This machine's address in its network, which others can reach; empty where it is in none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("10.255.255.255", 1))
        return str(probe.getsockname()[0])
    return ""


def _who_sees(run: Run) -> str:
    if is_bundled(run):
        return "This run came with the program: every visitor of this server sees it."
    if not jobs.owner(run):
        return (
            f"This run comes from the command line. {ANYBODY if not is_own(run) else 'Everybody here can change it.'}"
        )
    if not is_own(run):
        return f"{READ_ONLY} {ANYBODY}"
    seen = [room for room in rooms_of(person()) if run.id in getattr(room.members.get(person()), "runs", ())]
    classes = " and of ".join(f"**{plain(room.title)}**" for room in seen)
    others = f" and on the board of {classes}" if seen else ""
    return f"This run is yours and stands in your lists alone{others}. {ANYBODY}"
