"""Addresses on this server, below the path at which it is served (`server.baseUrlPath`); notes on what is wrong in one."""

import os
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboard.ui.markdown import plain

_NOTES = "address notes"  # in the session


def base_path() -> str:
    """Returns the path below which the app is served, such as "/latent"; empty where it has none."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def own_address() -> str:
    """Returns the address of this server as its own computer opens it; LATENT_LAB_ADDRESS overrides it."""
    host = str(st.get_option("server.address") or "localhost").replace("0.0.0.0", "localhost")
    return os.environ.get("LATENT_LAB_ADDRESS") or f"http://{host}:{st.get_option('server.port')}{base_path()}"


def page_path(page: str, **parameters: str) -> str:
    """Returns the address of a page with its parameters, from the server's root on."""
    return f"{base_path()}/{page}" + (f"?{urlencode(parameters)}" if parameters else "")


def run_path(run_id: str) -> str:
    """Returns the address of a run's files, from the server's root on."""
    return f"{base_path()}/runs/{run_id}"


def take_out(problems: Mapping[str, str]) -> None:
    """Runs the page again without these parameters, if there are any; what is wrong with them becomes notes."""
    if not problems:
        return
    st.session_state.setdefault(_NOTES, []).extend(problems.values())
    for name in problems:
        del st.query_params[name]
    st.rerun()


def show_address_notes() -> None:
    """Shows the notes since the last call."""
    notes = st.session_state.pop(_NOTES, [])
    if notes:
        st.warning(
            "The address of this page was not understood in full:\n" + "".join(f"\n- {plain(note)}" for note in notes)
        )
