"""Choosing a run, and saying in one line how good it is."""

from typing import Any

import streamlit as st

from dashboard.ui.session import (
    all_runs,
    entry_title,
    find_run,
    is_bundled,
    is_others,
    open_by_address,
    query,
    sweep_runs,
)
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import Run


def choose_run(asked: str) -> Run:
    """A list of the visitor's runs, at the one the address asks for; the chosen run, which then stands in the address."""
    open_by_address([asked, *query("beside").split(",")])
    runs = [*all_runs(), *(run for run in sweep_runs() if run.id == asked)]
    entries = list_entries(runs)[0]
    titles = {entry.run.id: entry_title(entry) for entry in entries}
    if asked and asked not in titles:
        st.warning("The address names a run that is not here; another one is shown.")
    start = asked if asked in titles else _first(entries).id
    chosen = st.selectbox("Run", list(titles), list(titles).index(start), format_func=titles.__getitem__)
    if chosen != asked:
        st.query_params.from_dict({"run": chosen})
    return find_run(chosen)


def _first(entries: list[RunEntry]) -> Run:
    """The first of the visitor's runs that is ready, else the first of them."""
    return min((entry for entry in entries if not is_others(entry.run)), key=lambda entry: not entry.is_ready).run


def choose_ready_run(default: str) -> Run:
    """The run that the address or the list names; where it has no model yet, a word on that and the page's end."""
    run = choose_run(query("run") or default)
    stop_unless_ready(run, "This run is not ready yet: it can be used when its training ends, or when you stop it.")
    return run


def stop_unless_ready(run: Run, words: str) -> None:
    """End the page with these words, and the way to the training, where the run's last files are not there yet."""
    if not run.is_ready:
        st.info(words)
        st.page_link("train.py", label="Watch it train", icon=":material/model_training:", query_params={"run": run.id})
        st.stop()


MOST_BESIDE = 3  # runs beside the chosen one


def choose_beside(run: Run, asked: str) -> list[Run]:
    """Other finished runs on the same images, to be shown beside `run`; those chosen then stand in the address."""
    images = run.summary["dataset"]["checksum"]
    entries, _ = list_entries([each for each in all_runs() if each != run])
    alike = {entry.run.id: entry_title(entry) for entry in entries if entry.is_ready and _images_of(entry) == images}
    if not alike:
        return []
    start = [key for key in asked.split(",") if key in alike][:MOST_BESIDE]
    chosen = st.multiselect(
        "Beside it", list(alike), start, format_func=alike.__getitem__, max_selections=MOST_BESIDE,
        placeholder="Up to three runs on the same images", key=f"beside-{run.id}",
    )  # fmt: skip
    if chosen:
        st.query_params["beside"] = ",".join(chosen)
    else:
        st.query_params.pop("beside", None)
    return [find_run(key) for key in chosen]


def _images_of(entry: RunEntry) -> str:
    return str(entry.summary.get("dataset", {}).get("checksum", ""))


def headline(run: Run) -> None:
    """The figures of a finished run in one line."""
    summary = run.summary
    validation: dict[str, Any] = summary.get("validation") or {}
    figures = [("-ELBO", _negative(validation.get("elbo"))), ("Reconstruction", validation.get("reconstruction"))]
    figures += [("KL", validation.get("kl"))]
    parts = [f"{name} **{value:.1f}** nats" for name, value in figures if value is not None]
    parts += (
        [f"**{summary['active_units']}** of {run.config.latent_dim} latents active"]
        if "active_units" in summary
        else []
    )
    parts += [f"trained {summary['seconds']:.0f} s"] if "seconds" in summary else []
    st.caption(" · ".join(parts) + (" · came with the program" if is_bundled(run) else "") + " · on validation images")


def _negative(value: float | None) -> float | None:
    return None if value is None else -value
