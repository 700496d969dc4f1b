"""Actions on the selected runs: open, duplicate, rename, share, export, delete, restore; and the import of runs."""

import streamlit as st

from dashboard import jobs
from dashboard.ui.components.share import share
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.names import steered_in_words
from dashboard.ui.runs.compare import MOST
from dashboard.ui.runs.description import describe
from dashboard.ui.session import check_own, entry_title, is_bundled, is_own, person, settings_in_words
from dashboard.ui.start_runs import choose_seconds, continuation, train_and_show
from dashboard.ui.take_home import take_home
from dashboard.ui.train_address import train_address
from vae_core.config import RunConfig
from vae_core.runs.library import (
    KEPT_DAYS,
    KEPT_RUNS,
    Deleted,
    RunEntry,
    discard,
    empty_bin,
    list_bin,
    list_entries,
    restore,
)
from vae_core.runs.run import Run
from vae_core.runs.zip_members import MOST_UNPACKED_BYTES


def act_on(marked: list[RunEntry]) -> None:
    """Shows the actions on the selected runs in one row; without any, the undo of a deletion, or how to begin."""
    if complaint := st.session_state.pop("complaint", ""):
        st.error(plain(complaint))
    with st.container(horizontal=True, vertical_alignment="center"):
        if not marked:
            _offer_undo()
            return
        title = plain(entry_title(marked[0])) if len(marked) == 1 else f"{len(marked)} runs"
        st.markdown(f"**{title}**", width="content")
        if len(marked) == 1:
            _offer_pages(marked[0])
        if len(marked) > 1:
            address = {"runs": ",".join(entry.run.id for entry in marked[:MOST])}
            st.page_link("compare.py", label="Compare runs", icon=":material/balance:", query_params=address)
        _delete([entry.run for entry in marked if is_own(entry.run)])


def _offer_pages(entry: RunEntry) -> None:
    page, label = ("map.py", "Open latent map") if entry.is_ready else ("train.py", "Show the training")
    icon = ":material/explore:" if entry.is_ready else ":material/model_training:"
    st.page_link(page, label=label, icon=icon, query_params={"run": entry.run.id})
    if entry.run.is_imported:
        _offer_continuation(entry)
    _offer_duplicate(entry)
    with st.popover("Describe run", icon=":material/edit:", help="Its settings, title, tags and notes"):
        describe(entry)
    share(entry.run)
    take_home(entry.run)


def _offer_duplicate(entry: RunEntry) -> None:
    """Shows a link to the Train page with the run's settings; for a steered run, with its first and with its last."""
    if entry.config.layers is not None:
        st.caption(
            "The Train page cannot make this imported network. *Train further* goes on from its weights, "
            "*Retrain* on the page *Data* on images of your own."
        )
        return
    steered = steered_in_words(entry.steered)
    if not steered:
        _duplicate("Duplicate and change", entry.config)
        return
    with st.popover("Duplicate", icon=":material/content_copy:", help=f"It was steered: {steered}"):
        st.caption(f"This run was steered: {plain(steered)}.")
        _duplicate("Duplicate and change", entry.config)
        _duplicate("Duplicate last settings", entry.final_config)


def _offer_continuation(entry: RunEntry) -> None:
    """Shows the training of a new run that starts from an imported one, which itself has no training to resume."""
    words = "A new run starts from the imported weights, on the same images"
    with st.popover("Train further", icon=":material/update:", help=words):
        st.caption(f"{words}. The imported run stays as it is.")
        seconds = choose_seconds("seconds of continuation")
        if st.button("Train from these weights", type="primary", icon=":material/model_training:"):
            train_and_show(lambda: continuation(entry, seconds))


def _duplicate(words: str, config: RunConfig) -> None:
    st.page_link(
        "train.py",
        label=words,
        icon=":material/content_copy:",
        query_params=train_address(config),
        help="Opens the Train page with these settings",
    )


def _delete(runs: list[Run]) -> None:
    if runs and st.button("Delete run" if len(runs) == 1 else f"Delete {len(runs)} runs", icon=":material/delete:"):
        _discard(runs)


def _discard(runs: list[Run]) -> None:
    """Moves runs into the bin and shows the page again, with the number of deleted runs and any error."""
    deleted = []
    try:
        for run in runs:
            check_own(run)
            deleted.append(discard(run).run_id)
    except (ValueError, OSError) as error:
        st.session_state["complaint"] = error_for_page(error)
    st.session_state["deleted"] = deleted
    st.rerun()


def _offer_undo() -> None:
    """Shows the number of deleted runs with a button that restores them; before any deletion, what can be done here."""
    deleted: list[str] = st.session_state.get("deleted", [])
    if deleted:
        st.success(f"{len(deleted)} run{'s' * (len(deleted) > 1)} deleted.", icon=":material/delete:", width=220)
        if st.button("Undo deletion", icon=":material/undo:"):
            st.session_state["deleted"] = []
            _restore(deleted)
    else:
        st.caption("Select runs at the left of the table to duplicate, rename, share, compare or delete them.")
        st.page_link("train.py", label="Train a new run", icon=":material/model_training:")


def _restore(run_ids: list[str]) -> None:
    try:
        mine = {entry.run_id for entry in _own_bin()}
        for run_id in run_ids:
            if run_id not in mine:
                raise ValueError("This run is no longer in your bin.")
            restore(jobs.runs_folder(), run_id)
    except (ValueError, OSError) as error:
        st.session_state["complaint"] = error_for_page(error)
    st.rerun()


def show_bin() -> None:
    """Shows the deleted runs, if there are any."""
    deleted = _own_bin()
    if not deleted:
        return
    with st.expander(f"Bin: {len(deleted)} deleted run{'s' * (len(deleted) > 1)}", icon=":material/delete:"):
        st.caption(f"The bin keeps a deleted run for {KEPT_DAYS} days and holds at most {KEPT_RUNS} runs.")
        names: dict[str, str] = {entry.run_id: _name_of(Run(entry.path)) for entry in reversed(deleted)}
        back = st.multiselect("Deleted runs", list(names), format_func=names.__getitem__, placeholder="choose runs")
        with st.container(horizontal=True):
            if st.button("Restore runs", icon=":material/undo:", disabled=not back):
                _restore(back)
            if st.button("Empty bin", icon=":material/delete_forever:"):
                empty_bin(jobs.runs_folder(), also=list(names))
                st.rerun()


def _own_bin() -> list[Deleted]:
    return [entry for entry in list_bin(jobs.runs_folder()) if is_own(Run(entry.path))]


def _name_of(run: Run) -> str:
    number = run.id.partition("-")[2][:6]
    entries, _ = list_entries([run])
    return f"{settings_in_words(entries[0])} · {number}" if entries else f"damaged · {number}"


def import_files() -> None:
    """Imports runs that were exported here or elsewhere; shows why a file is refused."""
    with st.expander("Import a run", icon=":material/upload:"):
        file = st.file_uploader(
            "Zip file of a run",
            "zip",
            max_upload_size=MOST_UNPACKED_BYTES // 1_000_000,
            key=f"import-{_imported()}",
            help="If the upload fails with status 413, a proxy before this server refuses files of this size. "
            "Whoever runs the server can raise its limit (docs/server.md).",
        )
        if file is None:
            return
        try:
            with st.spinner("Importing the run"):
                run, passed_over = jobs.import_for(person(), file.getbuffer())
        except (ValueError, OSError) as error:
            st.error(plain(error_for_page(error)))
            return
        st.session_state["imported"] = _imported() + 1  # an empty uploader for the next file
        st.session_state["deleted"] = []
        st.toast(
            f"Run imported as {run.id[:6]}."
            + (f" Ignored: {plain(', '.join(passed_over[:8]))}." if passed_over else "")
        )
        st.rerun()


def _imported() -> int:
    return int(st.session_state.get("imported", 0))


def show_damaged(damaged: dict[Run, str]) -> None:
    """Shows the errors of runs that cannot be opened, with a button that deletes each."""
    for run, complaint in damaged.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(complaint))
            is_deletable = not is_bundled(run) and is_own(run)
            if is_deletable and st.button("Delete run", key=f"damaged-{run.id}", icon=":material/delete:"):
                _discard([run])
