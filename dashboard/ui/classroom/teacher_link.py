"""The Teacher link page: what a link opens, which controls it sets, and the link itself."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.classroom import rooms
from dashboard.classroom.rooms import TITLE_LENGTH, Address, Room
from dashboard.classroom.tasks import NOTE_LENGTH, Fixed, Task, fixed_by
from dashboard.ui.components.latent_map import LAYERS, check_map_control
from dashboard.ui.components.share import show_address
from dashboard.ui.controls import all_settings, label, parse_setting, widget
from dashboard.ui.lab.lessons import LESSONS, number_of, page_of
from dashboard.ui.markdown import plain
from dashboard.ui.names import model_name
from dashboard.ui.session import all_runs, entry_title, is_others, person
from dashboard.ui.task import IN_REACH, MORE, asked
from dashboard.ui.train_address import OF_THE_MACHINE, form_values, number_text
from vae_core.config import RunConfig, with_changes
from vae_core.datasets import DATASETS
from vae_core.models import MODELS
from vae_core.presets import quick
from vae_core.runs.library import list_entries
from vae_core.settings import setting_fields

STATES = ("Free", "Locked", "Hidden")
STATES_HELP = "Free: students may change it. Locked: they see its value. Hidden: they do not see it."
WIDTHS = (3, 4, 4)  # of the columns of a control: title, value, state
OPENS = {"train": "Train", "map": "Latent map", "lesson": "Lesson"}
LENGTHS = {"seconds": "Seconds", "epochs": "Epochs"}
LAYER_NAMES = {
    "points": "Points",
    "grid": "Manifold grid",
    "density": "Density",
    "prior": "Prior",
    "holes": "Holes",
    "ellipses": "Posteriors",
    "outlines": "Class outlines",
}


class Link(NamedTuple):
    """A page and the parameters of its address."""

    page: str  # "train", "map" or a lesson's slug
    address: Address


class Control(NamedTuple):
    """A control of the composed page: its value, and what students may do with it."""

    value: Any
    text: str
    state: str  # one of STATES


def page_file(page: str) -> str:
    """Returns the file of the page that a link opens."""
    return f"{page}.py" if page in ("train", "map") else page_of(page)


def compose() -> Link | None:
    """Shows the form of a link; returns the link, or None with a message if its values do not go together.

    The page's own address holds the link, so that a link can be kept and changed later.
    """
    _read_address()
    first, second, third = st.columns([5, 3, 5])
    with first:
        opens = _opens()
    title, note = _words(second, third)
    try:
        if opens == "lesson":
            link = Link(_lesson(), Task(title, note).to_address())
        elif opens == "map":
            link = Link("map", _map_address(title, note))
        else:
            link = Link("train", _train_address(title, note))
    except ValueError as error:
        st.error(str(error))
        return None
    _write_address(link)
    return link


def _read_address() -> None:
    """Lets the form start from the page's address, unless this form wrote it.

    A browser that is busy sends an address which the form wrote some changes ago; taking that up would undo the changes.
    """
    now = {name: asked(name) for name in st.query_params}
    is_open = "link form" in st.session_state and _key("opens") in st.session_state
    if not is_open or now not in st.session_state["links written"]:
        st.session_state["link start"] = now
        st.session_state["link form"] = st.session_state.get("link form", 0) + 1
        st.session_state["links written"] = [now]


def _write_address(link: Link) -> None:
    room: Address = {"room": _first("room")} if _first("room") else {}
    st.query_params.from_dict({"opens": link.page} | room | link.address)
    written = {name: asked(name) for name in st.query_params}
    if written not in st.session_state["links written"]:
        st.session_state["links written"].append(written)


def _started(name: str) -> list[str]:
    """Returns the values of a parameter of the address from which the form started."""
    found: dict[str, list[str]] = st.session_state["link start"]
    return found.get(name, [])


def _first(name: str) -> str:
    return next(iter(_started(name)), "")


def _key(name: str) -> str:
    """Returns the key of a widget; another one in a form that started from another address."""
    return f"link {st.session_state['link form']} {name}"


def _opens() -> str:
    start = _first("opens")
    kind = start if start in OPENS else "lesson" if start in {entry.slug for entry in LESSONS} else "train"
    chosen = st.segmented_control(
        "The link opens",
        list(OPENS),
        default=kind,
        required=True,
        format_func=OPENS.__getitem__,
        key=_key("opens"),
    )
    return str(chosen)


def _words(left: DeltaGenerator, right: DeltaGenerator) -> tuple[str, str]:
    title = left.text_input("Title", _first("title"), TITLE_LENGTH, _key("title"), placeholder="Beta and blur")
    note = right.text_input(
        "Note for the students",
        _first("note"),
        NOTE_LENGTH,
        _key("note"),
        placeholder="Train twice with two values of beta. Which digits become blurred?",
    )
    return " ".join(title.split()), " ".join(note.split())


def _lesson() -> str:
    slugs = [entry.slug for entry in LESSONS]
    start = slugs.index(_first("opens")) if _first("opens") in slugs else 0
    titles = {entry.slug: f"{number_of(entry.slug)}. {entry.title}" for entry in LESSONS}
    chosen: str = st.selectbox("Lesson", slugs, start, format_func=titles.__getitem__, key=_key("lesson"))
    return chosen


def _state(name: str, offered: tuple[str, ...] = STATES) -> str:
    """Shows what students may do with a control; it starts as in the address."""
    known = fixed_by(_started, name)
    start = "Free" if known is None else "Hidden" if known.is_hidden else "Locked"
    return str(
        st.segmented_control(
            f"{label(name)}: students",
            offered,
            default=start,
            required=True,
            key=_key(f"state {name}"),
            label_visibility="collapsed",
        )
    )


def _heads() -> None:
    with st.container(key="link-heads"):  # hidden on a phone, where the columns are below each other
        columns = st.columns(WIDTHS)
    for column, words in zip(columns, ("Control", "Value", "Students"), strict=True):
        column.caption(words, help=STATES_HELP if words == "Students" else None)


def _fixed(controls: Mapping[str, Control]) -> dict[str, Fixed]:
    return {name: Fixed(each.text, each.state == "Hidden") for name, each in controls.items() if each.state != "Free"}


# The map


def _map_address(title: str, note: str) -> Address:
    entries = {entry.run.id: entry for entry in list_entries(all_runs())[0] if entry.is_ready}
    _heads()
    controls = {}
    asked_run = fixed_by(_started, "run") or Fixed(_first("run"), False)
    value, state = _row("Run")
    # Not a student's run, which leads the list of a teacher with a room.
    first = next((run_id for run_id, entry in entries.items() if not is_others(entry.run)), "")
    start = list(entries).index(asked_run.text if asked_run.text in entries else first)
    with value:
        run: str = st.selectbox(
            "Run",
            list(entries),
            start,
            format_func=lambda run_id: entry_title(entries[run_id]),
            key=_key("run"),
            label_visibility="collapsed",
        )
    with state:
        controls["run"] = Control(run, run, _state("run"))
    value, state = _row("Layers")
    known = fixed_by(_started, "layers") or Fixed(_first("layers"), False)
    on = [layer for layer in LAYERS if layer in known.text.split(",")] or ([] if known.text else ["points"])
    with value:
        chosen = st.multiselect(
            "Layers",
            LAYERS,
            on,
            format_func=LAYER_NAMES.__getitem__,
            key=_key("layers"),
            label_visibility="collapsed",
            placeholder="none",
        )
    with state:
        text = ",".join(layer for layer in LAYERS if layer in chosen) or "none"
        controls["layers"] = Control(chosen, text, _state("layers"))
    _, state = _row("Compare with other runs")
    with state:
        controls["beside"] = Control(None, "", _state("beside", ("Free", "Hidden")))
    for name, each in controls.items():
        check_map_control(name, each.text)
    free = {
        name: each.text for name, each in controls.items() if each.state == "Free" and each.text not in ("", "points")
    }
    return free | Task(title, note, _fixed(controls)).to_address()


# The Train page


def _train_address(title: str, note: str) -> Address:
    _heads()
    controls = {"data": _choice_row("data", {name: known.title for name, known in DATASETS.items()})}
    controls["model"] = _choice_row("model", {name: model_name(name) for name in MODELS})
    start = with_changes(quick(controls["data"].value), {"model": controls["model"].value})
    controls["latent_dim"] = _setting_row(start, "latent_dim")
    length = _length()
    controls[length] = _setting_row(start, length, 10 if length == "epochs" else None)
    if start.beta is not None:
        controls["beta"] = _setting_row(start, "beta")
    for name in _more_settings(start):
        controls[name] = _setting_row(start, name)
    changes = {name: each.value for name, each in controls.items()}
    if changes.get("seconds") == 0:
        raise ValueError("seconds is 0; choose a longer training, or a length in epochs")
    with_changes(start, changes | ({"seconds": 0.0} if length == "epochs" else {}))  # raises where they do not fit
    known = _fixed(controls)
    if st.toggle("Hide all other settings", bool(fixed_by(_started, MORE)), key=_key("hides more")):
        known[MORE] = Fixed("", True)
    return _free(controls, start, length) | Task(title, note, known).to_address()


def _free(controls: Mapping[str, Control], start: RunConfig, length: str) -> Address:
    """Returns the start values that students may change, without those with which the page starts anyway."""
    usual = form_values(start)
    found: Address = {}
    for name, each in controls.items():
        if each.state == "Free" and (name in ("data", "model") or each.value != usual.get(name)):
            found[name] = list(map(str, each.value)) if name == "classes" else each.text
    return found | ({"length": "epochs"} if length == "epochs" and controls[length].state == "Free" else {})


def _row(title: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Shows the title of a control; returns the places of its value and of what students may do with it."""
    words, value, state = st.columns(WIDTHS, vertical_alignment="center")
    words.markdown(title)
    return value, state


def _choice_row(name: str, titles: dict[str, str]) -> Control:
    known = _given_text(name)
    start = known if known in titles else ("mnist" if name == "data" else "vae")
    title = "Images" if name == "data" else label(name)
    value, state = _row(title)
    with value:
        chosen: str = st.selectbox(
            title,
            list(titles),
            list(titles).index(start),
            format_func=titles.__getitem__,
            key=_key(name),
            label_visibility="collapsed",
        )
    with state:
        return Control(chosen, chosen, _state(name))


def _setting_row(config: RunConfig, name: str, otherwise: Any = None) -> Control:
    entry, kind = _declared(config, name)
    start = otherwise if otherwise is not None else getattr(config, name, getattr(config.settings, name, None))
    known = _given_text(name)
    try:
        start = parse_setting(entry, kind, known) if known else start
    except ValueError as error:
        st.warning(f"{error}. The start value is shown.")
    value, state = _row(LENGTHS.get(name, label(name)))
    with value:
        found = widget(entry, kind, start, key=_key(name), bind=None, label_visibility="collapsed")
    with state:
        return Control(found, _text(found), _state(name))


def _given_text(name: str) -> str:
    known = fixed_by(_started, name)
    return known.text if known else ",".join(_started(name))


def _declared(config: RunConfig, name: str) -> tuple[Any, Any]:
    own = {entry.name: entry for entry in fields(type(config.settings))}  # type: ignore[arg-type]
    entry, kind = all_settings()[name]
    return own.get(name, entry), kind  # a model may have a help text or a range of its own


def _length() -> str:
    start = "epochs" if _first("length") == "epochs" or fixed_by(_started, "epochs") else "seconds"
    value, _ = _row("Length in")
    with value:
        return str(
            st.segmented_control(
                "Length in",
                list(LENGTHS),
                default=start,
                required=True,
                format_func=LENGTHS.__getitem__,
                key=_key("length"),
                label_visibility="collapsed",
            )
        )


def _more_settings(config: RunConfig) -> list[str]:
    """Shows a choice of further settings; returns their names."""
    own = [entry.name for entry in setting_fields(config.settings)]
    names = [*own, *(entry.name for entry in setting_fields(RunConfig))]
    names = [name for name in names if name not in (*IN_REACH, *OF_THE_MACHINE)]
    start = [name for name in names if _given_text(name) or fixed_by(_started, name)]
    chosen: list[str] = st.multiselect(
        "More settings", names, start, format_func=label, placeholder="add a setting", key=_key("more")
    )
    return [name for name in names if name in chosen]


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)


# The link


def show_link(link: Link) -> None:
    """Shows the link, its QR code, how a student sees it, and the rooms that can get it as their task."""
    title = str(link.address.get("title", "Given by your teacher"))
    show_address("teacher-link", title, link.page, link.address)
    st.page_link(
        page_file(link.page), label="Open it as a student", icon=":material/visibility:", query_params=link.address
    )
    taught = [room for room in rooms.rooms_of(person()) if room.teacher == person()]
    if taught:
        _give(link, taught)
    else:
        st.caption("With a classroom, you also see your students' runs on a board.")
        st.page_link("room.py", label="Open a classroom", icon=":material/groups:")


def _give(link: Link, taught: list[Room]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        codes = {room.code: room.title for room in taught}
        start = list(codes).index(_first("room")) if _first("room") in codes else 0
        code = st.selectbox("Room", list(codes), start, format_func=codes.__getitem__, width=240, key=_key("room"))
        if st.button("Give to this room", icon=":material/assignment_turned_in:", type="primary"):
            try:
                rooms.change_room(code, person(), recipe=link.address, recipe_page=link.page)
            except (ValueError, OSError) as error:
                st.error(plain(str(error)))
            else:
                st.success(f"The students of {plain(codes[code])} see this task on their Classroom page.")
    st.page_link("room.py", label="Show the room", icon=":material/groups:", query_params={"code": code})
