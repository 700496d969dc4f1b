"""Pictures that a person drops: the choices of their import, a preview under these choices, and the import itself."""

from collections import Counter
from math import ceil
from typing import Any, NamedTuple

import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.jobs.own_data import add_own, preview_for, upload_limits
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import person
from vae_core.own_data import FITS, ImportOptions, Preview, TryAgain, Uploads, parse_size
from vae_core.own_data.sources import PictureSource
from vae_core.own_sets import LONGEST_TITLE, OwnSet
from vae_core.pictures import montage

ADDED = "added data set"  # in the session state: the name of the last one
_UPLOADS = "uploads"
_PREVIEW, _SUGGESTED = "preview of pictures", "suggested title"  # in the session state: of the chosen files
_MOST_MEGABYTES = 500  # of one upload, which the server holds in memory
_SIZES = ("auto", "28", "32", "48", "64", "96", "128")
_PREVIEWED = 12
_COLUMNS = 6


class PictureChoice(NamedTuple):
    """The choice of a person: pictures, the options of their import, and a title."""

    source: PictureSource | Uploads | None  # None: there are no pictures, or they cannot be read
    options: ImportOptions | None  # None: the choices are not possible
    title: str
    missing: str = ""  # what the person must still do, in words
    pictures: int = 0  # their number, or 0 where it is not known before they are read


def choose_kind() -> str:
    """Shows the ways to bring pictures; returns "files", "folder", "draw" or "camera". The address holds it."""
    kind: str = st.segmented_control(
        "Source",
        ["files", "folder", "draw", "camera"],
        default="files",
        required=True,
        key="source",
        bind="query-params",
        label_visibility="collapsed",
    )
    return kind


def choose_pictures(kind: str) -> PictureChoice:
    """Shows the place to drop files, or a folder, and the choices of their import."""
    files: Any = st.file_uploader(
        "A folder of pictures"
        if kind == "folder"
        else "Pictures, a zip or tar archive, .npz, .npy, IDX, CSV or Parquet",
        accept_multiple_files="directory" if kind == "folder" else True,
        max_upload_size=_MOST_MEGABYTES,
        key=f"{_UPLOADS} {kind} {count_added()}",
        help="In a folder or an archive, each sub-folder is a class. Nothing is stored before you press Add data set.",
    )
    source = _uploads(files)
    title = choose_title(_suggested(files))
    with st.container(horizontal=True, key="set-size"):
        size: Any = st.selectbox(
            "Size in pixels",
            _SIZES,
            accept_new_options=True,
            key="set size",
            help="Width, or width x height such as 100x60. Larger: sharper images, slower training.",
        )
        colour: Any = st.segmented_control(
            "Colours", ["auto", "grey", "colour"], default="auto", required=True, key="set colour"
        )
    fit: Any = st.segmented_control(
        "Fit",
        list(FITS),
        default="crop",
        required=True,
        key="set fit",
        help=". ".join(f"{name.capitalize()}: {words}" for name, words in FITS.items()) + ".",
    )
    with st.container(horizontal=True):
        invert = st.toggle("Invert", key="set invert", help="Black becomes white: drawings on paper train better then.")
        labels = st.toggle("Use classes", True, key="set classes", help="Off: all images are of one class.")
    try:
        width, height = parse_size("" if size in (None, "auto") else str(size))
        return PictureChoice(source, ImportOptions(width, height, fit, colour, invert, labels), title)
    except ValueError as error:
        st.error(plain(str(error)))
        return PictureChoice(source, None, title)


def count_added() -> int:
    """Returns how many data sets were added in this session; widgets with this number in their key are empty after each."""
    return int(st.session_state.get("data sets added", 0))


def choose_title(suggested: str) -> str:
    """Returns the name of the data set; another suggestion replaces it only while nothing was typed."""
    key = f"set title {count_added()}"
    last = st.session_state.get(_SUGGESTED, "")
    if suggested != last and st.session_state.get(key, "") in ("", last):
        st.session_state[key] = suggested
    st.session_state[_SUGGESTED] = suggested
    return st.text_input("Name", max_chars=LONGEST_TITLE, placeholder="birds", key=key)


def _suggested(files: list[Any]) -> str:
    """Returns a title from the name of a single file, or of the folder that all files share."""
    folders = {file.name.split("/")[0] for file in files}
    name = folders.pop() if len(folders) == 1 else ""
    return " ".join(name.split(".")[0].replace("_", " ").split())[:LONGEST_TITLE]


def _uploads(files: list[Any]) -> Uploads | None:
    """Returns the dropped files; shows the reason where they are too large."""
    if not files:
        return None
    size = sum(file.size for file in files) / 2**20
    if size > _MOST_MEGABYTES:
        st.error(f"The {len(files)} files have {ceil(size):,} MB; choose at most {_MOST_MEGABYTES} MB at a time.")
        return None
    key = " ".join(file.file_id for file in files)
    return Uploads(tuple((file.name, file.getvalue()) for file in files), upload_limits(person()), key)


def preview_or_advice(chosen: PictureChoice | None, has_sets: bool) -> PictureChoice | None:
    """Shows the preview of dropped pictures, or advice; returns the choice, without its source where none can be read."""
    if chosen is not None and isinstance(chosen.source, Uploads) and chosen.options is not None:
        with st.container(key="set-preview"):
            shown = _show_preview(chosen.source, chosen.options)
            return chosen._replace(source=None) if shown is None else chosen._replace(pictures=shown.of)
    if not has_sets:
        st.info("""
        No pictures yet. Good data sets have a few hundred pictures or more, of things that look alike: leaves, letters,
        faces of toys. A zip of folders gives one class for each folder.
        """)
    return chosen


def _show_preview(uploads: Uploads, options: ImportOptions) -> Preview | None:
    """Shows the first images as they would be stored, and the first files that would be left out; None if there are none."""
    shown = _preview(uploads, options)
    if isinstance(shown, str):
        st.error(plain(shown))
        return None
    st.image(
        montage(torch.from_numpy(shown.images), _COLUMNS),
        width="stretch",
        alt=f"The first {len(shown.images)} images as they would be stored",
    )
    st.caption(_words(shown))
    if shown.is_bright and not options.invert:
        st.caption("These are dark on bright. Turn on *Invert*: bright shapes on black train better.")
    for left in shown.left_out[:3]:
        st.caption(f"Left out: {plain(left.name)} ({plain(left.reason)}).")
    return shown


def _preview(uploads: Uploads, options: ImportOptions) -> Preview | str:
    """Returns the preview, or the reason why there is none; made once for the same files and choices."""
    kept = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != (uploads.key, options):
        try:
            found: Preview | str = preview_for(uploads, options, _PREVIEWED)
        except TryAgain as error:  # not kept: the next look may find more space, or time
            return str(error)
        except ValueError as error:
            found = str(error)
        kept = st.session_state[_PREVIEW] = ((uploads.key, options), found)
    made: Preview | str = kept[1]
    return made


def _words(shown: Preview) -> str:
    channels, height, width = shown.shape
    found = Counter(shown.labels)
    classes = ", ".join(f"{plain(name)} ({count})" for name, count in list(found.items())[:6])
    of_all = f" of {shown.of:,}" if shown.of else ""
    colour = "colour" if channels == 3 else "grey"
    return f"The first {len(shown.images)}{of_all}, as they would be stored: {width} x {height}, {colour}. Classes: {classes}."


def offer_to_add(place: DeltaGenerator, chosen: PictureChoice) -> None:
    """Shows the button that stores the pictures, and the progress of the import; without pictures it is locked."""
    source, options, title, missing, pictures = chosen
    pictures = source.count if isinstance(source, PictureSource) else pictures
    with place:
        icon, is_locked = ":material/add_photo_alternate:", source is None or options is None
        is_pressed = st.button("Add data set", type="primary", icon=icon, width="stretch", disabled=is_locked)
        if missing:
            st.caption(plain(missing))
        if not is_pressed or source is None or options is None:
            return
        bar = st.progress(0.0, "Reading the pictures")

        def show(count: int) -> None:
            bar.progress(min(1.0, count / max(pictures, count, 1)), f"{count:,} pictures")

        try:
            own = add_own(person(), source, title, options, show)
        except (ValueError, OSError) as error:
            st.error(plain(error_for_page(error)))
            return
        _remember(own)
        st.rerun()


def _remember(own: OwnSet) -> None:
    """Lets the page begin again with an empty place for files, and name the new set."""
    st.session_state[ADDED] = own.data.name
    st.session_state["data sets added"] = count_added() + 1
    for name in (_PREVIEW, _SUGGESTED):
        st.session_state.pop(name, None)
