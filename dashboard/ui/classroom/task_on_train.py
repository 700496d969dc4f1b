"""The controls of a task on the Train page, and its address."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import streamlit as st

from dashboard.classroom.rooms import Address
from dashboard.classroom.tasks import Fixed, Task, fixed_by
from dashboard.ui.classroom.task_controls import Control, control_row, fixed_controls, show_heads, state_choice
from dashboard.ui.classroom.task_values import form_key, start_value, start_values
from dashboard.ui.controls import all_settings, label, parse_setting, widget
from dashboard.ui.markdown import plain
from dashboard.ui.names import model_name
from dashboard.ui.own_sets import data_titles, open_set
from dashboard.ui.session import query
from dashboard.ui.task import IN_REACH, MORE
from dashboard.ui.train_address import OF_THE_MACHINE, form_values, number_text
from vae_core.config import RunConfig, with_changes
from vae_core.models import MODELS
from vae_core.presets import quick
from vae_core.settings import setting_fields

_LENGTHS = {"seconds": "Seconds", "epochs": "Epochs"}


def compose_train_address(title: str, note: str) -> Address:
    """Shows the controls of the form; returns the address. Raises a ValueError for values that do not go together."""
    show_heads()
    open_set(query("data"))
    controls = {"data": _choice_row("data", data_titles())}
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
    known = fixed_controls(controls)
    if st.toggle("Hide all other settings", bool(fixed_by(start_values, MORE)), key=form_key("hides more")):
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


def _choice_row(name: str, titles: dict[str, str]) -> Control:
    known = _known_text(name)
    start = known if known in titles else ("mnist" if name == "data" else "vae")
    title = "Images" if name == "data" else label(name)
    value, state = control_row(title)
    with value:
        chosen: str = st.selectbox(
            title,
            list(titles),
            list(titles).index(start),
            format_func=titles.__getitem__,
            key=form_key(name),
            label_visibility="collapsed",
        )
    with state:
        return Control(chosen, chosen, state_choice(name))


def _setting_row(config: RunConfig, name: str, otherwise: Any = None) -> Control:
    entry, kind = _declared(config, name)
    start = otherwise if otherwise is not None else getattr(config, name, getattr(config.settings, name, None))
    known = _known_text(name)
    try:
        start = parse_setting(entry, kind, known) if known else start
    except ValueError as error:
        st.warning(f"{plain(str(error))}. The start value is shown.")
    value, state = control_row(_LENGTHS.get(name, label(name)))
    with value:
        found = widget(entry, kind, start, key=form_key(name), bind=None, label_visibility="collapsed")
    with state:
        return Control(found, _text(found), state_choice(name))


def _known_text(name: str) -> str:
    known = fixed_by(start_values, name)
    return known.text if known else ",".join(start_values(name))


def _declared(config: RunConfig, name: str) -> tuple[Any, Any]:
    own = {entry.name: entry for entry in fields(type(config.settings))}  # type: ignore[arg-type]
    entry, kind = all_settings()[name]
    return own.get(name, entry), kind  # a model may have a help text or a range of its own


def _length() -> str:
    start = "epochs" if start_value("length") == "epochs" or fixed_by(start_values, "epochs") else "seconds"
    value, _ = control_row("Length in")
    with value:
        return str(
            st.segmented_control(
                "Length in",
                list(_LENGTHS),
                default=start,
                required=True,
                format_func=_LENGTHS.__getitem__,
                key=form_key("length"),
                label_visibility="collapsed",
            )
        )


def _more_settings(config: RunConfig) -> list[str]:
    """Shows a choice of further settings; returns their names."""
    own = [entry.name for entry in setting_fields(config.settings)]
    names = [*own, *(entry.name for entry in setting_fields(RunConfig))]
    names = [name for name in names if name not in (*IN_REACH, *OF_THE_MACHINE)]
    start = [name for name in names if _known_text(name) or fixed_by(start_values, name)]
    chosen: list[str] = st.multiselect(
        "More settings", names, start, format_func=label, placeholder="add a setting", key=form_key("more")
    )
    return [name for name in names if name in chosen]


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)
