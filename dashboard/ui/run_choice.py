"""The choice of a run, and a line with its figures."""

from collections.abc import Mapping, Sequence
from itertools import islice

import streamlit as st

from dashboard.classroom.tasks import Fixed
from dashboard.ui.addresses import end_page
from dashboard.ui.diagnosis import is_good
from dashboard.ui.markdown import plain
from dashboard.ui.session import (
    all_runs,
    entry_title,
    find_run,
    hidden_runs,
    is_bundled,
    is_others,
    open_by_address,
    query,
    title_of,
)
from dashboard.ui.task import fixed, kept, show_fixed
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import Run

MOST_DIAGNOSED = 3  # of the newest runs, because a first diagnosis reads all codes: 20 to 120 ms each


def choose_run(asked: str, also: Sequence[Run] = ()) -> Run:
    """Shows a list of the runs `also` and the visitor's; returns the chosen one. The address holds the choice.

    A task may set the run; if that run was deleted, a message ends the page.
    """
    known = fixed("run")
    if known is not None and known.text:
        return _given_run(known)
    open_by_address([asked, *query("beside").split(",")])
    runs = [*also, *all_runs(), *(run for run in hidden_runs() if run.id == asked and run not in also)]
    entries, damaged = list_entries(runs)
    titles = {entry.run.id: entry_title(entry) for entry in entries}
    if asked and asked not in titles:
        problem = damaged_words(damaged, [asked]) or "The run in the address was not found."
        st.warning(f"{problem} Another run is shown.")
    start = asked if asked in titles else _first(entries).id
    chosen = st.selectbox("Run", list(titles), list(titles).index(start), format_func=titles.__getitem__)
    if not asked:
        st.query_params["run"] = chosen
    elif chosen != asked:
        present = {"present": mode} if (mode := query("present")) else {}
        st.query_params.from_dict(kept() | present | {"run": chosen})
    return find_run(chosen)


def damaged_words(damaged: Mapping[Run, str], asked: Sequence[str]) -> str:
    """Returns what is wrong with the first of the runs asked for that is damaged, as a sentence; empty if none is."""
    found = next((problem for run, problem in damaged.items() if run.id in asked), "")
    return plain(f"{found}.") if found else ""


def _given_run(known: Fixed) -> Run:
    open_by_address([known.text])
    try:
        run = find_run(known.text)
        title = title_of(run)
    except ValueError as error:
        st.error(f"{plain(str(error))} Your teacher's task shows it; ask for a new link.")
        end_page()
    if not known.is_hidden:
        show_fixed("Run", title)
    return run


def _first(entries: list[RunEntry]) -> Run:
    """Returns the run of a page without a run in its address.

    This is the visitor's newest run with weights whose diagnosis has no problem, else the first bundled one, else any.
    """
    own = (entry.run for entry in entries if entry.is_ready and not is_bundled(entry.run) and not is_others(entry.run))
    own = (run for run in own if (run.path / "weights.safetensors").exists())  # the decoder is made from them
    good = next(filter(is_good, islice(own, MOST_DIAGNOSED)), None)
    return good or next((entry.run for entry in entries if is_bundled(entry.run)), entries[0].run)


def choose_ready_run(default: str, also: Sequence[Run] = ()) -> Run:
    """Returns the run of the address or the list; if it has no model yet, shows a message and ends the page."""
    run = choose_run(query("run") or default, also)
    stop_unless_ready(run, "This run is not ready yet. You can use it when its training ends or when you stop it.")
    return run


def stop_unless_ready(run: Run, words: str) -> None:
    """Ends the page with these words and a link to the training, unless the run's last files exist."""
    if not run.is_ready:
        st.info(words)
        st.page_link(
            "train.py", label="Show the training", icon=":material/model_training:", query_params={"run": run.id}
        )
        end_page()


MOST_BESIDE = 3  # runs beside the chosen one, at most


def choose_beside(run: Run, asked: str) -> list[Run]:
    """Returns the finished runs on the same images that the visitor chose to compare with `run`; the address holds them."""
    if fixed("beside"):
        return []
    images = run.trained_on.checksum
    entries, _ = list_entries([each for each in all_runs() if each != run])
    alike = {entry.run.id: entry_title(entry) for entry in entries if entry.is_ready and _images_of(entry) == images}
    if not alike:
        return []
    start = [key for key in asked.split(",") if key in alike][:MOST_BESIDE]
    chosen = st.multiselect(
        "Compare with",
        list(alike),
        start,
        format_func=alike.__getitem__,
        max_selections=MOST_BESIDE,
        placeholder=f"Compare with up to {MOST_BESIDE} runs",
        key=f"beside-{run.id}",
    )
    if chosen:
        st.query_params["beside"] = ",".join(chosen)
    else:
        st.query_params.pop("beside", None)
    return [find_run(key) for key in chosen]


def _images_of(entry: RunEntry) -> str:
    return entry.summary.dataset.checksum if entry.summary.dataset else ""


def headline(run: Run) -> None:
    """Shows the figures of a finished run in one line."""
    summary = run.summary
    figures: list[tuple[str, float | None]] = []
    if (terms := summary.validation) is not None:
        figures = [("-ELBO", _negative(terms.elbo)), ("Reconstruction loss", terms.reconstruction)]
        figures += [("KL divergence", terms.kl)]
    parts = [f"{name} **{value:.1f}** nats" for name, value in figures if value is not None]
    parts += [f"gap to training images **{run.gap:+.1f}** nats"] if run.gap is not None else []
    parts += (
        [f"**{summary.active_units}** of {run.config.latent_dim} latent dimensions active"]
        if summary.active_units is not None
        else []
    )
    parts += [f"trained {summary.seconds:.0f} s"] if summary.seconds is not None else []
    st.caption(" · ".join(parts) + (" · bundled" if is_bundled(run) else "") + " · on validation images")


def _negative(value: float | None) -> float | None:
    return None if value is None else -value
