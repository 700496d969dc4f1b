"""What can be done with the runs that a visitor marked: open, change and train again, name, send, delete, take back."""

from typing import Any

import streamlit as st

from dashboard import jobs
from dashboard.ui.markdown import plain
from dashboard.ui.runs.compare import MOST
from dashboard.ui.session import check_own, entry_title, is_bundled, is_own, person
from dashboard.ui.share import share
from dashboard.ui.train_address import train_address
from vae_core.runs.library import (
    KEPT_DAYS,
    KEPT_RUNS,
    NOTES,
    TITLE,
    About,
    Deleted,
    RunEntry,
    discard,
    empty_bin,
    list_bin,
    restore,
    write_about,
)
from vae_core.runs.run import Run
from vae_core.runs.zip_file import MOST_BYTES, import_run, zip_run


def act_on(marked: list[RunEntry]) -> None:
    """The buttons for the marked runs."""
    if not marked:
        st.caption("Mark runs at the left of the table to name, copy, send, compare or delete them.")
        return
    with st.container(border=True):
        st.markdown(f"**{plain(entry_title(marked[0]))}**" if len(marked) == 1 else f"**{len(marked)} runs**")
        with st.container(horizontal=True, vertical_alignment="center"):
            if len(marked) == 1:
                _ways_on(marked[0])
            if len(marked) > 1:
                address = {"runs": ",".join(entry.run.id for entry in marked[:MOST])}
                st.page_link("compare.py", label="Compare", icon=":material/balance:", query_params=address)
            _delete([entry.run for entry in marked if is_own(entry.run)])
        if len(marked) == 1:
            _describe(marked[0])


def _ways_on(entry: RunEntry) -> None:
    page, icon = ("map.py", ":material/explore:") if entry.is_ready else ("train.py", ":material/model_training:")
    st.page_link(page, label="Open", icon=icon, query_params={"run": entry.run.id})
    st.page_link(
        "train.py", label="Duplicate and change", icon=":material/content_copy:",
        query_params=train_address(entry.config), help="Opens the train page with the settings of this run",
    )  # fmt: skip
    share(entry.run)
    st.download_button(
        "Export as zip", lambda: zip_run(entry.run), file_name=f"run-{entry.run.id}.zip", mime="application/zip",
        icon=":material/download:", on_click="ignore", help="All of the run in one file, to import here or elsewhere",
    )  # fmt: skip


def _describe(entry: RunEntry) -> None:
    """Title, tags and notes, to change where the run is the visitor's own."""
    if not is_own(entry.run):
        whose = "came with the program" if is_bundled(entry.run) else "is somebody else's"
        st.caption(f"This run {whose}: duplicate it to change it.")
        return
    with st.form(f"about-{entry.run.id}", border=False):
        columns = st.columns(2)
        title = columns[0].text_input("Title", entry.about.title, max_chars=TITLE, placeholder="called by its settings")
        tags = columns[1].text_input("Tags", ", ".join(entry.about.tags), placeholder="with commas between")
        notes = st.text_area("Notes", entry.about.notes, max_chars=NOTES, height=80)
        if st.form_submit_button("Save", icon=":material/save:"):
            _save(entry.run, title, tags, notes)


def _save(run: Run, title: str, tags: str, notes: str) -> None:
    words = tuple(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))
    try:
        check_own(run)
        write_about(run, About(title.strip(), words, notes.strip()))
    except (ValueError, OSError) as error:
        st.error(str(error))
    else:
        st.rerun()


def _delete(runs: list[Run]) -> None:
    if runs and st.button("Delete" if len(runs) == 1 else f"Delete {len(runs)} runs", icon=":material/delete:"):
        _discard(runs)


def _discard(runs: list[Run]) -> None:
    """Move runs into the bin and show the page again, with what was deleted and what could not be."""
    deleted = []
    try:
        for run in runs:
            check_own(run)
            deleted.append(discard(run).run_id)
    except (ValueError, OSError) as error:
        st.session_state["complaint"] = str(error)
    st.session_state["deleted"] = deleted
    st.rerun()


def offer_undo() -> None:
    """After a deletion: what was deleted, and a button that takes it back."""
    if complaint := st.session_state.pop("complaint", ""):
        st.error(complaint)
    deleted: list[str] = st.session_state.get("deleted", [])
    if not deleted:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Deleted: {len(deleted)} run{'s' * (len(deleted) > 1)}.", icon=":material/delete:")
        if st.button("Undo", icon=":material/undo:"):
            st.session_state["deleted"] = []
            _take_back(deleted)


def _take_back(run_ids: list[str]) -> None:
    try:
        mine = {entry.run_id for entry in _own_bin()}
        for run_id in run_ids:
            if run_id not in mine:
                raise ValueError("This run is not in your bin any more.")
            restore(jobs.runs_folder(), run_id)
    except (ValueError, OSError) as error:
        st.session_state["complaint"] = str(error)
    st.rerun()


def show_bin() -> None:
    """The deleted runs, while there are any."""
    deleted = _own_bin()
    if not deleted:
        return
    with st.expander(f"Bin: {len(deleted)} deleted", icon=":material/delete:"):
        st.caption(f"Deleted runs stay {KEPT_DAYS} days, at most {KEPT_RUNS} of them; then they are gone.")
        names: dict[str, str] = {entry.run_id: _name_of(Run(entry.path)) for entry in reversed(deleted)}
        back = st.multiselect("Put back", list(names), format_func=names.__getitem__, placeholder="choose runs")
        with st.container(horizontal=True):
            if st.button("Put back", icon=":material/undo:", disabled=not back):
                _take_back(back)
            if st.button("Empty the bin now", icon=":material/delete_forever:"):
                empty_bin(jobs.runs_folder(), also=list(names))
                st.rerun()


def _own_bin() -> list[Deleted]:
    return [entry for entry in list_bin(jobs.runs_folder()) if is_own(Run(entry.path))]


def _name_of(run: Run) -> str:
    try:
        config: Any = run.config
        return f"{config.data}, {config.model}, {config.latent_dim} latents · {run.id.partition('-')[2][:6]}"
    except ValueError:
        return f"damaged · {run.id.partition('-')[2][:6]}"


def import_files() -> None:
    """Take in runs that were exported here or elsewhere; why a file is refused, in words."""
    with st.expander("Import a run", icon=":material/upload:"):
        file = st.file_uploader(
            "A run as a zip file", "zip", max_upload_size=MOST_BYTES // 1_000_000, key=f"import-{_imported()}"
        )
        if file is None:
            return
        try:
            run = import_run(file.getvalue(), jobs.runs_folder(), person())
        except (ValueError, OSError) as error:
            st.error(str(error))
            return
        st.session_state["imported"] = _imported() + 1  # an empty place for the next file
        st.session_state["deleted"] = []
        st.toast(f"Imported as {run.id[:6]}.")
        st.rerun()


def _imported() -> int:
    return int(st.session_state.get("imported", 0))


def show_damaged(damaged: dict[Run, str]) -> None:
    """What is wrong with the runs that cannot be opened, with a way to be rid of them."""
    for run, complaint in damaged.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(complaint)
            if (
                not is_bundled(run)
                and is_own(run)
                and st.button("Delete", key=f"damaged-{run.id}", icon=":material/delete:")
            ):
                _discard([run])
