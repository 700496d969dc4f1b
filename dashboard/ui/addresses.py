"""Addresses on this server, below the path at which it is served (`server.baseUrlPath`); notes on what is wrong in one."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.query_params import parse_url_param

from dashboard.ui.markdown import plain

_NOTES = "address notes"  # in the session: sentences not yet shown
_ASKED = "parameters of the address"  # in the session: those of its first run that were not looked at yet
_REFUSED = "refused parameters"  # in the session: those that a control could not hold, not yet noted
_MOST = 24  # characters of a value in a note


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
        _waiting().pop(name, None)
    st.rerun()


def take_out_infinite(name: str, shown: str) -> None:
    """Takes an infinite number out of the address: Streamlit's field of whole numbers fails at one, also at 1 with 400 zeros."""
    asked = st.query_params.get(name, "")
    with suppress(ValueError):
        if math.isinf(float(asked)):
            take_out({name: _words(name, [asked], shown)})


def show_address_notes() -> None:
    """Shows the notes since the last call here; a page without such a place shows them for some seconds over it."""
    notes = st.session_state.pop(_NOTES, [])
    if notes:
        st.warning(
            "The address of this page was not understood in full:\n" + "".join(f"\n- {plain(note)}" for note in notes)
        )


def refuse(name: str, shown: str) -> None:
    """Notes that the page shows another value than the address asks for; once, and only of a session's first address."""
    asked = _waiting().pop(name, None)
    if asked is not None:
        _note(name, asked, shown)


@contextmanager
def address_explained() -> Iterator[None]:
    """Shows, after the run of a page, which values of the address the page's controls refused, and what they hold instead.

    Streamlit itself puts the start value in their place and says nothing. Only the address of a session's first run
    counts: a typed address begins a session, and later ones are written by the page or follow from what a person did.
    A control that appears later, such as after the prediction of a lesson, is looked at then.
    """
    here = {name: st.query_params.get_all(name) for name in st.query_params}
    asked = st.session_state.get(_ASKED, here)
    st.session_state[_ASKED] = {name: texts for name, texts in asked.items() if here.get(name) == texts}
    try:
        yield
    except RerunException:
        _look()
        raise
    _explain()


def end_page() -> NoReturn:
    """Ends the page here, with its notes on the address: after `st.stop`, Streamlit lets nothing more be shown."""
    _explain()
    st.stop()


def _waiting() -> dict[str, list[str]]:
    """Returns the parameters of the session's first address that were not looked at yet."""
    found: dict[str, list[str]] = st.session_state.get(_ASKED, {})
    return found


def _look() -> None:
    """Looks at the parameters whose controls are there; those that were refused wait for the end of a complete run."""
    refused = st.session_state.setdefault(_REFUSED, {})
    for name, texts in list(_waiting().items()):
        control = _bound(name)
        if control is None:
            continue
        _waiting().pop(name)
        if not _is_possible(control, texts):
            refused[name] = texts


def _explain() -> None:
    _look()
    for name, texts in st.session_state.pop(_REFUSED, {}).items():
        control = _bound(name)
        value = st.session_state[name] if control else None
        shown = _in_words(control.serializer(value)) if control else ""
        if not any(_is_same(", ".join(texts), words) for words in (shown, _in_words(value))):
            _note(name, texts, shown)
    for note in st.session_state.pop(_NOTES, []):  # one each: Streamlit cuts a message after three lines
        st.toast(f"In the address, {plain(note)}", icon=":material/link_off:", duration="long")


def _note(name: str, asked: Sequence[str], shown: str) -> None:
    st.session_state.setdefault(_NOTES, []).append(_words(name, asked, shown))


def _words(name: str, asked: Sequence[str], shown: str) -> str:
    text = ", ".join(asked)
    text = text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
    instead = f"it shows {shown}" if shown else "it is ignored"
    return f"{name} is {text}, which this page does not have; {instead}."


def _bound(name: str) -> WidgetMetadata[Any] | None:
    """Returns how Streamlit reads the control that this parameter is bound to; None where the page shows none.

    Only this knows the titles of options and the start value: both are no fault in an address, and leave no trace in it.
    """
    context = get_script_run_ctx()
    if context is None or name not in st.session_state:
        return None
    with context.session_state.query_params() as parameters:
        binding = parameters.get_binding_for_param(name)
    return context.session_state._state.get_widget_metadata(binding.widget_id) if binding else None


def _is_possible(control: WidgetMetadata[Any], texts: list[str]) -> bool:
    """Tells whether a control can hold what the address says; no text asks for nothing."""
    if not any(texts):
        return True
    try:
        read = parse_url_param(texts, control.value_type)
        back = control.serializer(control.deserializer(read))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    options = control.formatted_options
    return bool(back == read) and (options is None or set(read if isinstance(read, list) else [read]) <= {*options})


def _is_same(asked: str, shown: str) -> bool:
    """Tells whether two texts are one value: a number in two ways, such as 1 and 1.0, or a word in capitals."""
    try:
        return float(asked) == float(shown)
    except ValueError:
        return asked.casefold() == shown.casefold()


def _in_words(value: Any) -> str:
    """Returns a value as the address writes it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_in_words, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
