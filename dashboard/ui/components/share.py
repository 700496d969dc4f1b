"""The address of a run for other people, and an explanation of who can see the run."""

import os
from collections.abc import Callable
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from dashboard import jobs
from dashboard.classroom.rooms import Address, rooms_of
from dashboard.ui.addresses import base_path
from dashboard.ui.components.address_box import address_box
from dashboard.ui.markdown import plain
from dashboard.ui.session import is_bundled, is_own, person
from dashboard.ui.train_address import train_address
from vae_core.runs.run import Run

ANYBODY = (
    "Anybody who has this address can view and duplicate the run, with its notes, but not change, stop or delete it."
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ADDRESS_VARIABLE = "LATENT_LAB_ADDRESS"
ON_THIS_COMPUTER = (
    "This address works on this computer only. For others, start the app with: python -m dashboard --class. "
    "Then open the address that the terminal shows, and share from there."
)
READ_ONLY = "This is somebody else's run: you can duplicate it, but not change it."


def share(run: Run, more: Callable[[Run], None] | None = None) -> None:
    """Shows a button that opens the run's address, to copy, who can see the run, and what `more` shows of it."""
    with st.popover("Share run", icon=":material/link:", help="Shows its address and who can see it"):
        st.write(_who_sees(run))
        show_address(f"address-{run.id}", "Latent Lab", "map" if run.is_ready else "train", {"run": run.id})
        if run.config.layers is None:  # no form makes the layers of an imported network
            st.page_link(
                "task.py",
                label="Make a task with these settings",
                icon=":material/add_link:",
                query_params={"opens": "train", **train_address(run.config)},
            )
        if more is not None:
            more(run)


def share_together(runs: list[Run]) -> None:
    """Shows the same for runs that are compared: one address opens all of them."""
    if all(is_bundled(run) for run in runs):
        return
    with st.popover("Share runs", icon=":material/link:", help="Shows their address and who can see them"):
        st.write(f"Anybody who has this address can view these {len(runs)} runs, but not change, stop or delete them.")
        show_address("address-of-runs", "Latent Lab", "compare", {"runs": ",".join(run.id for run in runs)})


def show_address(key: str, title: str, page: str, parameters: Address, is_large: bool = False) -> None:
    """Shows the address of a page to copy, with its QR code and, for a projector, a view with the title.

    That view shows the parameter `code`, a room's, in large letters.
    """
    try:
        shown = address(page, parameters)
    except ValueError as error:
        st.error(str(error))
        return
    hint = ON_THIS_COMPUTER if urlsplit(shown).hostname in LOOPBACK else ""
    address_box(shown, key, title, str(parameters.get("code", "")), hint, is_large)


def address(page: str, parameters: Address) -> str:
    """Returns the whole address of a page of this server: at LATENT_LAB_ADDRESS, or else where this visitor reached it.

    A server does not know its own address: behind a proxy or in a container, it would guess a wrong one.
    Raises a ValueError if LATENT_LAB_ADDRESS is not the start of an address.
    """
    # Colons and commas are readable as they are, and allowed in a query (RFC 3986, section 3.4).
    words = urlencode(parameters, doseq=True, safe=":,", quote_via=quote)
    return f"{_start()}/{page}" + (f"?{words}" if words else "")


def _start() -> str:
    """Returns the part of each address before the page, without a slash at its end."""
    known = os.environ.get(ADDRESS_VARIABLE, "").strip()
    if not known:
        here = urlsplit(st.context.url or "")
        return (f"{here.scheme}://{here.netloc}" if here.netloc else "") + base_path()
    parts = urlsplit(known)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{ADDRESS_VARIABLE} is {known!r}; set it to an address such as http://192.168.1.20:8501")
    return known.rstrip("/")


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
