"""The table of runs: its filters, and a page of rows with a thumbnail each."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.classroom.rooms import shared_with
from dashboard.ui.addresses import page_path
from dashboard.ui.glossary import explain
from dashboard.ui.names import data_name, in_turn, model_name, short_id
from dashboard.ui.session import entry_title, is_bundled, person, settings_in_words, whose
from dashboard.ui.thumbnails import picture_url
from vae_core.runs.library import RunEntry
from vae_core.runs.run import AT_ITS_END

ROWS = 25  # on a page; only these get a thumbnail
ROW_HEIGHT = 44
ORDERS: dict[str, Callable[[RunEntry], Any]] = {
    "newest": lambda entry: (is_bundled(entry.run), _date(entry)),
    "lowest -ELBO": lambda entry: -(entry.term("elbo") or -math.inf),
    "lowest reconstruction": lambda entry: entry.term("reconstruction") or math.inf,
    "name": lambda entry: entry_title(entry).lower(),
}


def _date(entry: RunEntry) -> float:
    """Returns minus the time at which the run was created, in seconds; a run without a date comes last."""
    try:
        return -datetime.fromisoformat(entry.summary.created).timestamp()
    except ValueError:
        return math.inf


def filter_entries(entries: list[RunEntry]) -> list[RunEntry]:
    """Returns the runs that match the visitor's filters, in the chosen order; the page's address holds both."""
    shared = shared_with(person())
    bound: dict[str, Any] = {"bind": "query-params"}
    small: dict[str, Any] = {"label_visibility": "collapsed"} | bound
    text = st.text_input("Find", key="find", placeholder="Find title, tags, notes", width=190, **small)
    kept = [entry for entry in entries if entry.matches(text, settings_in_words(entry))]
    filters: list[tuple[str, Callable[[RunEntry], set[str]]]] = [
        ("Data", lambda entry: {data_name(entry.config.data)}),
        ("Model", lambda entry: {model_name(entry.config.model)}),
        ("Status", lambda entry: {_status(entry)}),
        ("Tags", lambda entry: set(entry.about.tags)),
    ]
    if shared:
        filters.append(("Owner", lambda entry: {whose(entry.run, shared)}))
    for name, value in filters:
        known = sorted(set().union(*map(value, entries)))
        wanted = set(st.multiselect(name, known, key=f"only_{name.lower()}", placeholder=f"{name}: all", **small))
        kept = [entry for entry in kept if not wanted or wanted & value(entry)]
    return sorted(kept, key=ORDERS[st.selectbox("Order", list(ORDERS), key="order", **bound)])


def runs_table(entries: list[RunEntry]) -> list[RunEntry]:
    """Shows a page of runs, each with its thumbnail and a link; returns those that the visitor selected."""
    pages = max(1, -(-len(entries) // ROWS))
    page = 1
    if pages > 1:
        page = st.number_input(f"Page, of {pages}", 1, pages, key="page", width=140)
        st.caption(f"{len(entries):,} runs, {ROWS} on a page.")
    shown, shared = entries[(page - 1) * ROWS : page * ROWS], shared_with(person())
    state = st.dataframe(
        [_row(entry, whose(entry.run, shared)) for entry in shown],
        key=f"table-{hash(tuple(entry.run.id for entry in shown))}",  # a selection belongs to the runs, not to the rows
        width="stretch",
        height="content",  # the page scrolls; its bar of actions stays in the window
        hide_index=True,
        row_height=ROW_HEIGHT,
        placeholder="-",
        column_config=_columns(),
        on_select="rerun",
        selection_mode="multi-row",
        alt="The runs with their settings and results. Select rows to act on them.",
    )
    return [shown[row] for row in state.selection.rows if row < len(shown)]


def _status(entry: RunEntry) -> str:
    """Returns the run's status in one word; "finished" for all epochs, the time limit and early stopping alike."""
    status = entry.summary.status
    return "finished" if status in AT_ITS_END else status


def _columns() -> dict[str, Any]:
    column = st.column_config

    def nats(title: str, width: int, term: str) -> Any:
        words = f"{explain(term)} Measured on the validation images, not on the test images."
        return column.NumberColumn(title, format="%.1f", width=width, help=words)

    return {
        "open": column.LinkColumn("Open", display_text=r"^/(\w+)\?", width=48),
        "picture": column.ImageColumn("Map, images", width=144),
        "run": column.TextColumn("Run", width=244),
        "latents": column.NumberColumn("Latents", help=explain("latent dimension"), width=60),
        "beta": column.TextColumn(
            "Beta", help=f"{explain('beta')} An arrow: it was changed in the training.", width=56
        ),
        "-ELBO": nats("-ELBO", 62, "ELBO"),
        "reconstruction": nats("Reconstr.", 74, "reconstruction loss"),
        "KL": nats("KL", 50, "KL divergence"),
        "gap": column.NumberColumn("Gap", format="%+.1f", help=explain("generalisation gap"), width=50),
        "active": column.NumberColumn("Active", help=explain("active dimension"), width=56),
        "seconds": column.NumberColumn("Seconds", format="%.0f", help="Time of training", width=66),
        "images": column.NumberColumn(
            "Images", format="compact", help="Images that the training used, each as often as it was used", width=54
        ),
        "whose": column.TextColumn(
            "Owner", help="You, a student in your classroom, or the source of the run", width=84
        ),
        "status": column.TextColumn("Status", width=72),
        "started": column.TextColumn("Started", help="Month, day and time, in UTC"),
    }


def _row(entry: RunEntry, whose: str) -> dict[str, Any]:
    elbo = entry.term("elbo")
    return {
        "open": page_path("map" if entry.is_ready else "train", run=entry.run.id),
        "picture": picture_url(entry.run),
        "run": _name(entry),
        "latents": entry.config.latent_dim,
        "beta": _beta(entry),
        "-ELBO": None if elbo is None else -elbo,
        "reconstruction": entry.term("reconstruction"),
        "KL": entry.term("kl"),
        "gap": entry.run.gap,
        "active": entry.summary.active_units,
        "seconds": entry.summary.seconds,
        "images": _images(entry),
        "whose": whose,
        "status": _status(entry),
        "started": entry.summary.created[5:16].replace("T", " ") if whose != "bundled" else None,
    }


def _name(entry: RunEntry) -> str:
    """Returns a run's own title, data, model and tags; the other settings have columns of their own."""
    kind = f"{data_name(entry.config.data)}, {model_name(entry.config.model)}"
    number = [] if is_bundled(entry.run) or entry.about.title else [short_id(entry.run.id)]
    own = [entry.about.title] if entry.about.title else []
    return " · ".join([*own, kind, *number, *(f"#{tag}" for tag in entry.about.tags)])


def _beta(entry: RunEntry) -> str | None:
    """Returns the run's beta, or the values that it had in turn."""
    if "beta" in entry.steered:
        return in_turn(entry.steered["beta"])
    return None if entry.beta is None else f"{entry.beta:g}"


def _images(entry: RunEntry) -> int | None:
    """Returns the number of images in all steps; an epoch uses each training image once."""
    steps, dataset = entry.summary.steps, entry.summary.dataset
    if steps is None or dataset is None or not dataset.train:
        return None
    return round(steps / math.ceil(dataset.train / entry.config.batch_size) * dataset.train)
