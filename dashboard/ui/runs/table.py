"""The table of runs: its filters, and a page of rows with a thumbnail each."""

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.classroom.rooms import shared_with
from dashboard.ui.glossary import explain
from dashboard.ui.session import entry_title, person, whose
from dashboard.ui.thumbnails import picture_url
from vae_core.runs.library import RunEntry
from vae_core.runs.run import AT_ITS_END

ROWS = 25  # on a page; only these get a thumbnail
ORDERS = {
    "newest": None,
    "lowest -ELBO": lambda entry: -(entry.term("elbo") or -math.inf),
    "lowest reconstruction": lambda entry: entry.term("reconstruction") or math.inf,
    "name": lambda entry: entry_title(entry).lower(),
}


def filter_entries(entries: list[RunEntry]) -> list[RunEntry]:
    """Returns the runs that match the visitor's filters, in the chosen order; the page's address holds both."""
    shared = shared_with(person())
    columns = st.columns([3, 2, 2, 2, 2, 2, *([2] if shared else [])])
    bound: dict[str, Any] = {"bind": "query-params"}
    text = columns[0].text_input("Find", key="find", placeholder="words in title, tags or notes", **bound)
    kept = [entry for entry in entries if entry.matches(text)]
    filters: list[tuple[str, Callable[[RunEntry], set[str]]]] = [
        ("Data", lambda entry: {entry.config.data}),
        ("Model", lambda entry: {entry.config.model}),
        ("Status", lambda entry: {_status(entry)}),
        ("Tags", lambda entry: set(entry.about.tags)),
    ]
    if shared:
        filters.append(("Owner", lambda entry: {whose(entry.run, shared)}))
    for column, (name, value) in zip(columns[1:], filters, strict=False):
        known = sorted(set().union(*map(value, entries)))
        wanted = set(column.multiselect(name, known, key=f"only_{name.lower()}", placeholder="all", **bound))
        kept = [entry for entry in kept if not wanted or wanted & value(entry)]
    order = ORDERS[columns[-1].selectbox("Order", list(ORDERS), key="order", **bound)]
    return kept if order is None else sorted(kept, key=order)


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
        height="content" if len(shown) < 8 else 540,
        hide_index=True,
        row_height=60,
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
        words = f"{explain(term)} Measured on validation images."
        return column.NumberColumn(title, format="%.1f", width=width, help=words)

    return {
        "open": column.LinkColumn("Open", display_text=r"^/(\w+)\?", width=60),
        "picture": column.ImageColumn("Latent map, images, reconstructions", width=210),
        "run": column.TextColumn("Run", width=220),
        "latents": column.NumberColumn("Latent dim.", help=explain("latent dimension"), width=65),
        "beta": column.NumberColumn("Beta", format="%g", help=explain("beta"), width=60),
        "-ELBO": nats("-ELBO", 75, "ELBO"),
        "reconstruction": nats("Reconstr.", 85, "reconstruction loss"),
        "KL": nats("KL", 65, "KL divergence"),
        "active": column.NumberColumn("Active", help=explain("active dimension"), width=60),
        "whose": column.TextColumn(
            "Owner", help="You, a student in your classroom, or the source of the run", width=95
        ),
        "tags": column.ListColumn("Tags"),
        **{name: column.TextColumn(name.capitalize()) for name in ("status", "data", "model", "notes", "started")},
    }


def _row(entry: RunEntry, whose: str) -> dict[str, Any]:
    elbo = entry.term("elbo")
    return {
        "open": f"/{'map' if entry.is_ready else 'train'}?run={entry.run.id}",
        "picture": picture_url(entry.run),
        "run": entry_title(entry),
        "latents": entry.config.latent_dim,
        "beta": entry.beta,
        "-ELBO": None if elbo is None else -elbo,
        "reconstruction": entry.term("reconstruction"),
        "KL": entry.term("kl"),
        "active": entry.summary.active_units,
        "whose": whose,
        "status": _status(entry),
        "data": entry.config.data,
        "model": entry.config.model,
        "tags": list(entry.about.tags),
        "notes": entry.about.notes,
        "started": entry.summary.created[:16].replace("T", " ") if whose != "bundled" else None,
    }
