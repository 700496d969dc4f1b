"""The list of own data sets: images, counts, what was left out, and the ways to train on one, share and remove it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.classroom.rooms import sets_given_to
from dashboard.jobs.own_data import check_own_set, is_own_set
from dashboard.ui.components.share import show_address
from dashboard.ui.data.new_set import ADDED
from dashboard.ui.data.retraining import offer_retraining
from dashboard.ui.given_sets import offer_to_give
from dashboard.ui.markdown import plain
from dashboard.ui.own_sets import complain, last_complaint
from dashboard.ui.session import person
from dashboard.ui.start_runs import runs_for_images
from vae_core.datasets import MissingData
from vae_core.datasets.own_images import read_own
from vae_core.own_data import DAYS_IN_BIN, bytes_in_bin, discard_own, empty_bin_of, report_from_plain, restore_own
from vae_core.own_sets import OwnSet, find_own
from vae_core.pictures import montage
from vae_core.runs.library import RunEntry

_STRIP = 10  # images beside a data set


def show_sets(sets: Sequence[OwnSet], runs: Sequence[RunEntry], asked: str) -> None:
    """Shows the data sets, first the one that was just added or that the address names; `runs` may be retrained on them."""
    _offer_set_undo()
    first = st.session_state.get(ADDED, "") or asked
    for own in sorted(sets, key=lambda own: own.data.name != first):
        _show_set(own, runs, own.data.name == st.session_state.get(ADDED))


def _show_set(own: OwnSet, runs: Sequence[RunEntry], is_new: bool) -> None:
    data = own.data
    with st.container(border=True, key=f"set-{data.name}", gap="small"):
        channels, height, width = data.shape
        classes = f"{len(data.class_names)} classes" if len(data.class_names) > 1 else "1 class"
        words = f"{data.count:,} images, {width} x {height}, {'colour' if channels == 3 else 'grey'}, {classes}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(data.title)}**", width="content")
            st.caption(words, width="content")
            if not own.person:
                st.caption("command line", width="content")
            elif own.person != person():
                is_given = data.name in sets_given_to(person())
                st.caption("given to your room" if is_given else "opened by link", width="content")
        picture = _strip(own.data.name, own.data.checksum)
        if picture is None:
            st.warning("Its images cannot be read; add it again.")
        else:
            st.image(picture, width="stretch", alt=f"{_STRIP} images of {data.title}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "train.py",
                label="Train on it",
                icon=":material/model_training:",
                query_params={"data": data.name},
            )
            if fitting := runs_for_images(runs, data):
                with st.popover(
                    "Retrain", icon=":material/update:", help="Continues training from the weights of a run"
                ):
                    offer_retraining(own, fitting, "list")
            with st.popover("Summary", icon=":material/list:", help="Classes, left-out files and warnings"):
                _show_report(own)
            with st.popover("Share data set", icon=":material/link:", help="Shows its address and who can see it"):
                _share(own)
            if is_own_set(own, person()):
                st.button(
                    "Remove",
                    icon=":material/delete:",
                    key=f"remove {data.name}",
                    on_click=_remove_set,
                    args=(data.name,),
                    help="Moves the data set into the bin. Runs on it stay.",
                )
        report = report_from_plain(own.report)
        if is_new and report is not None:
            for warning in report.warnings[:2]:
                st.caption(plain(warning))


@st.cache_data(max_entries=64, show_spinner=False)
def _strip(name: str, checksum: str) -> NDArray[np.uint8] | None:
    """Returns a picture of some images of a data set, spread over all of it; None where they cannot be read."""
    own = find_own(name)
    try:
        if own is None:
            return None
        images = read_own(own.data).images
    except MissingData:
        return None
    rows = np.linspace(0, len(images) - 1, min(_STRIP, len(images))).astype(int)
    return montage(images[rows], _STRIP, width=640)


def _show_report(own: OwnSet) -> None:
    report = report_from_plain(own.report)
    if report is None:
        st.caption("The summary of the import is missing, or of another version.")
        return
    for line in report.lines():
        st.caption(plain(line))
    shown = [f"{plain(name)}: {count:,}" for name, count in list(report.classes.items())[:100]]
    st.caption("Classes: " + ", ".join(shown) + (" and others." if len(report.classes) > 100 else "."))


def _share(own: OwnSet) -> None:
    who = "Anybody who has this address can view these images and train on them, but not remove them."
    st.write(
        f"Only your lists, and the rooms to which you give it, show this data set. {who}"
        if own.person == person()
        else who
    )
    show_address(f"address-{own.data.name}", "Latent Lab", "data", {"set": own.data.name})
    offer_to_give(own)
    st.page_link(
        "task.py",
        label="Give it to a class as a task",
        icon=":material/add_link:",
        query_params={"opens": "train", "data": own.data.name},
    )


def _remove_set(name: str) -> None:
    try:
        own = find_own(name)
        if own is not None:
            check_own_set(own, person())
            discard_own(own)
            st.session_state["removed data set"] = (name, own.data.title)
    except (ValueError, OSError) as error:
        complain(error)


def _offer_set_undo() -> None:
    """Shows an error of the last action, and the undo of the last removal."""
    if complaint := last_complaint():
        st.error(plain(complaint))
    if removed := st.session_state.get("removed data set"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{plain(removed[1])} was removed. Runs on it stay; their maps show no images.", width="content")
            st.button("Undo removal", icon=":material/undo:", on_click=_undo, args=(removed[0],))
    if size := bytes_in_bin(person()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f"Your removed data sets take {max(size / 1e6, 0.1):,.1f} MB of your space for {DAYS_IN_BIN} days.",
                width="content",
            )
            st.button("Delete them now", icon=":material/delete_forever:", on_click=_empty_bin)


def _empty_bin() -> None:
    st.session_state.pop("removed data set", None)
    empty_bin_of(person())


def _undo(name: str) -> None:
    st.session_state.pop("removed data set", None)
    try:
        restore_own(name, person())
    except (ValueError, OSError) as error:
        complain(error)
