"""Choosing a run, and saying in one line how good it is."""

from typing import Any

import streamlit as st

from ui.session import all_runs, find_run, is_bundled, title_of
from vae_core.runs import Run, open_run


def choose_run(asked: str) -> Run:
    """A list of all runs, at the one the address asks for; the chosen run, which then stands in the address."""
    titles = {run.id: title for run in all_runs() if (title := _title_or_none(run))}
    if asked and asked not in titles:
        st.warning("The address names a run that is not here; another one is shown.")
    start = asked if asked in titles else next(iter(titles))
    chosen = st.selectbox("Run", list(titles), list(titles).index(start), format_func=titles.__getitem__)
    if chosen != asked:
        st.query_params.from_dict({"run": chosen})
    return find_run(chosen)


MOST_BESIDE = 3  # runs beside the chosen one


def choose_beside(run: Run, asked: str) -> list[Run]:
    """Other finished runs on the same images, to be shown beside `run`; those chosen then stand in the address."""
    images = run.summary["dataset"]["checksum"]
    others = {each.id: title for each in all_runs() if each != run and (title := _title_or_none(each))}
    alike = {key: title for key, title in others.items() if _shows(find_run(key), images)}
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


def _shows(run: Run, images: str) -> bool:
    try:
        return run.is_ready and run.summary["dataset"]["checksum"] == images
    except (ValueError, KeyError):
        return False


def _title_or_none(run: Run) -> str | None:
    try:
        return title_of(run) if run.summary["status"] else None
    except (ValueError, KeyError):
        return None  # the runs page lists what is damaged, with the reason


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


def runs_table() -> None:
    """A table of all runs, each with a link to its map or, while it trains, to its curves."""
    rows = [row for run in all_runs() if (row := _row(run))]
    links = st.column_config.LinkColumn("Open", display_text=r"^/(\w+)\?")
    number = st.column_config.NumberColumn(format="%.1f")
    config = {"open": links, "-ELBO": number, "reconstruction": number, "KL": number}
    st.dataframe(rows, width="stretch", hide_index=True, column_config=config)


def _row(run: Run) -> dict[str, Any] | None:
    try:
        config, summary = run.config, run.summary
        validation: dict[str, Any] = summary.get("validation") or {}
        return {
            "open": f"/{'map' if run.is_ready else 'train'}?run={run.id}",
            "data": config.data, "model": config.model, "latents": config.latent_dim,
            "beta": getattr(config.settings, "beta", None), "status": summary["status"],
            "-ELBO": _negative(validation.get("elbo")), "reconstruction": validation.get("reconstruction"),
            "KL": validation.get("kl"), "started": summary.get("created", "")[:16].replace("T", " "),
        }  # fmt: skip
    except (ValueError, KeyError):
        return None


def damaged_runs() -> list[str]:
    """What is wrong with the runs that cannot be opened, in words."""
    complaints = []
    for run in all_runs():
        try:
            open_run(run.path)
        except ValueError as error:
            complaints.append(str(error))
    return complaints
