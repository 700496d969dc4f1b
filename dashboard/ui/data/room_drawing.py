"""The Data page of a room that draws a class together: the pad of a member, and all glyphs for the teacher."""

from contextlib import suppress

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.classroom.drawings import DRAWING_BASE, give_glyphs, glyphs_of_room
from dashboard.classroom.rooms import TITLE_LENGTH, Room, change_room, find_room
from dashboard.jobs.own_data import upload_limits
from dashboard.ui.components.class_pad import class_pad
from dashboard.ui.data.new_set import ADDED, PictureChoice, choose_title
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.server_state import shown_in_words
from dashboard.ui.session import FIRST_RUN, find_run, person, query
from dashboard.ui.start_runs import retraining
from dashboard.ui.train_address import train_address
from vae_core.datasets import DATASETS, load_dataset
from vae_core.own_data.drawn import FEWEST_GLYPHS, GLYPH_SIZE, DrawnClass, drawn_source, options_for
from vae_core.own_sets import LONGEST_TITLE, OwnSet, find_own
from vae_core.pictures import montage
from vae_core.runs.library import list_entries

_SECONDS = 2.0  # between two looks at the glyphs of a room
_TRAINING_SECONDS = 30.0
_COLUMNS, _SHOWN = 20, 200  # of the glyphs in the teacher's picture


def drawing_room() -> Room | None:
    """Returns the room in the page's address, if it draws a class and the visitor belongs to it; else None, with a message."""
    try:
        room = find_room(query("room")) if query("room") else None
    except ValueError as error:
        st.warning(str(error))
        return None
    if room is None:
        return None
    if person() != room.teacher and person() not in room.members:
        st.info("Join the room first, then draw for it.")
    elif not room.drawing:
        st.info("This room draws no class now. Glyphs that you draw here are for your own data set.")
    else:
        return room
    st.page_link("room.py", label="Open the room", icon=":material/groups:", query_params={"code": room.code})
    return None


def draw_for_room(room: Room, pad_column: DeltaGenerator) -> None:
    """Shows a member the pad, and the button that gives the glyphs to the room."""
    st.markdown(f"**{plain(room.title)}** draws **{plain(room.drawing)}**.")
    with pad_column, st.container(key="set-pad"):
        glyphs = class_pad("class pad", f"room {room.code} {room.drawing}", GLYPH_SIZE)
    label = f"Give {len(glyphs)} glyph{'s' * (len(glyphs) != 1)} to the room"
    if st.button(label, type="primary", icon=":material/send:", width="stretch", disabled=not len(glyphs)):
        try:
            give_glyphs(room.code, person(), glyphs)
            st.success("Your teacher has your glyphs. If you give glyphs again, they replace these.")
        except (ValueError, OSError) as error:
            st.error(plain(error_for_page(error)))
    st.caption("Your teacher sees the glyphs and trains on them together with those of the class.")
    st.page_link("room.py", label="Back to the room", icon=":material/arrow_back:", query_params={"code": room.code})


def choose_room_drawing(room: Room, glyph_column: DeltaGenerator) -> PictureChoice:
    """Shows the teacher all glyphs; returns the images of the class beside those of MNIST."""
    st.markdown(f"**{plain(room.title)}** draws **{plain(room.drawing)}**. It joins {DATASETS[DRAWING_BASE].title}.")
    title = choose_title(f"{DATASETS[DRAWING_BASE].title} and {room.drawing}"[:LONGEST_TITLE])
    found = list(glyphs_of_room(room).values())
    count = sum(map(len, found))
    with glyph_column, st.container(key="set-pad"):
        st.fragment(_show_glyphs, run_every=_SECONDS)(room, count)
    if count < FEWEST_GLYPHS:
        return PictureChoice(None, None, title, f"The class needs {FEWEST_GLYPHS} glyphs; the room has {count}.")
    base = load_dataset(DRAWING_BASE)
    try:
        source = drawn_source([DrawnClass(room.drawing, np.concatenate(found))], base, limits=upload_limits(person()))
    except ValueError as error:
        return PictureChoice(None, None, title, str(error))
    return PictureChoice(source, options_for(*GLYPH_SIZE, base), title)


@shown_in_words()
def _show_glyphs(room: Room, count_before: int) -> None:
    """Shows the glyphs so far; runs the whole page again once there are enough of them for the button that adds them."""
    with suppress(ValueError):  # a room that was deleted meanwhile stays as it was
        room = find_room(room.code)
    found = glyphs_of_room(room)
    count = sum(map(len, found.values()))
    if count_before < FEWEST_GLYPHS <= count:
        st.rerun()
    st.markdown(f"**{count} glyphs** by {len(found)} of {len(room.members)} students")
    if count:
        glyphs = np.concatenate(list(found.values()))[:_SHOWN]
        st.image(montage(torch.from_numpy(glyphs)[:, None], _COLUMNS), width="stretch", alt=f"{len(glyphs)} glyphs")


def offer_task(room: Room) -> None:
    """Shows, after the data set with the class was added, the button that makes a training on it the task of the room."""
    own = find_own(str(st.session_state.get(ADDED, "")))
    if own is None or own.person != person() or room.drawing not in own.data.class_names:
        return
    if st.button("Make it the room's task", icon=":material/assignment:", width="stretch"):
        try:
            change_room(room.code, person(), recipe=_task_on(own, room), recipe_page="train")
        except (ValueError, OSError) as error:
            st.error(plain(error_for_page(error)))
            return
        st.success("Students start with a training on it.")
        st.page_link("room.py", label="Open the room", icon=":material/groups:", query_params={"code": room.code})


def _task_on(own: OwnSet, room: Room) -> dict[str, str | list[str]]:
    entry = list_entries([find_run(FIRST_RUN)])[0][0]
    return train_address(retraining(entry, own.data, _TRAINING_SECONDS)) | {
        "title": f"Our {room.drawing}"[:TITLE_LENGTH]
    }
