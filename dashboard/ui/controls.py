"""A configuration in, widgets, the same kind of configuration out; ranges and help come from each setting's declaration."""

import math
from collections.abc import Callable
from dataclasses import Field, fields, replace
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import streamlit as st

from dashboard.ui.task import fixed, show_fixed
from vae_core.config import RunConfig
from vae_core.models import MODELS, model_class
from vae_core.settings import Setting, check_value, hints_of, setting_fields, setting_of
from vae_core.sweep import parse_value

Config = TypeVar("Config")
Value = TypeVar("Value")
BETA_RANGE = (0.0, 1e6)  # of what an address can add to the cockpit's slider, which ends at 64

LABELS = {
    "latent_dim": "Latent dimensions",
    "most_epochs": "Epochs at most",
    "data": "Images",
    "length": "Train for",
    "classes": "Only these classes",
    "sd": "Standard deviation",
    "beta_schedule": "Beta schedule",
    "warm_up": "Warm-up, share of the training",
    "hidden": "Layer sizes",
    "clip": "Largest gradient norm",
    "tc_weight": "Weight of the total correlation",
    "mmd_weight": "Weight of the MMD",
    "prior_components": "Parts of the prior",
    "prior_per_label": "A prior for each label",
    "importance_samples": "Draws in each bound",
    "importance_groups": "Bounds whose mean is taken",
}


def label(name: str) -> str:
    """Returns the display name of a setting."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


FIELD_ERRORS = "field errors"  # in the session state: what the fields of this page run say of their values


def field_error(name: str, words: str) -> None:
    """Shows below a field what is wrong with its value."""
    st.session_state.setdefault(FIELD_ERRORS, {})[name] = words
    st.error(words)


def take_field_errors() -> list[str]:
    """Returns the errors of all fields that were shown since the last call."""
    return list(st.session_state.pop(FIELD_ERRORS, {}).values())


def controls(config: Config, *names: str, **options: Any) -> Config:
    """Shows a widget for each named setting of `config`; returns the configuration with the widgets' values.

    `options` go to every widget, such as `disabled`.

    Each widget is in the page's address under its setting's name, so that a link brings back the same page.
    Where a field holds a value that is not allowed, an error is shown below it and the configuration keeps its own value.
    Raises the configuration's own ValueError where the values do not go together.
    """
    hints = get_type_hints(type(config))
    known = {entry.name: entry for entry in fields(config)}  # type: ignore[arg-type]
    changes = {name: _control(known[name], hints[name], getattr(config, name), **options) for name in names}
    return replace(config, **changes)  # type: ignore[type-var]


def _control(entry: Field[Any], kind: Any, start: Any, **options: Any) -> Any:
    """Shows the widget of a setting, or the value that a task gives it; returns the value."""
    given = fixed_value(entry.name, start, lambda text: parse_setting(entry, kind, text))
    return widget(entry, kind, start, **options) if given is None else given


def fixed_value(
    name: str,
    start: Value,
    parse: Callable[[str], Value],
    title: str = "",
    words: Callable[[Value], str] | None = None,
) -> Value | None:
    """Returns the value of a control that a task sets, and shows it with a lock unless it is hidden.

    None if the visitor may choose, or the link's value is wrong; `show_task` reports those.
    """
    known = fixed(name)
    if known is None:
        return None
    try:
        value = parse(known.text) if known.text else start
    except (ValueError, KeyError):
        return None
    if not known.is_hidden:
        show_fixed(title or label(name), words(value) if words else f"{title or label(name)} {value_words(value)}")
    return value


def value_words(value: Any) -> str:
    """Returns the value of a setting as a person reads it."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "default"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def parse_setting(entry: Field[Any], kind: Any, text: str) -> Any:
    """Returns a text as the value of a setting, which may be a list with commas; a ValueError if it cannot be that."""
    found = parse_value(entry.name, kind, text.replace(",", " ") if get_origin(kind) is tuple else text)
    value = tuple(found) if isinstance(found, list) else found
    check_value(entry, kind, value)
    return value


def all_settings() -> dict[str, tuple[Field[Any], Any]]:
    """Returns the declaration and the type of each setting of a run and of all models, by name."""
    kinds: list[type] = [RunConfig, *(model_class(name).Settings for name in MODELS)]
    return {entry.name: (entry, hints_of(kind)[entry.name]) for kind in kinds for entry in setting_fields(kind)}


def widget(entry: Field[Any], kind: Any, value: Any, **options: Any) -> Any:
    """Shows the widget that fits a setting's type, starting at `value`; returns its value, or `value` where it is not allowed."""
    try:
        chosen = _shown_widget(entry, kind, value, options)
        check_value(entry, kind, chosen)
    except ValueError as error:
        field_error(entry.name, str(error).replace(entry.name, label(entry.name), 1))
        return value
    return chosen


def _shown_widget(entry: Field[Any], kind: Any, value: Any, options: dict[str, Any]) -> Any:
    known = setting_of(entry)
    title = f"{label(entry.name)} ({known.unit})" if known.unit else label(entry.name)
    shared: dict[str, Any] = {"key": entry.name, "bind": "query-params"} | options
    if known.choices:
        return st.selectbox(title, known.choices, known.choices.index(value), help=known.help, **shared)
    if kind is bool:
        return st.toggle(title, value, help=known.help, **shared)
    if get_origin(kind) is tuple:
        return _list_input(title, kind, value, known, shared)
    return _number(title, kind, value, known, shared)


def _number(title: str, kind: type, value: Any, known: Setting, shared: dict[str, Any]) -> Any:
    """Shows a field without bounds: with them the browser would keep a wrong number to itself, and train with the old one."""
    if kind is int:
        return st.number_input(title, None, None, value, 1, help=known.help, **shared)
    step = 10.0 ** math.floor(math.log10(value)) if value > 0 else 0.1
    return st.number_input(title, None, None, value, step, "%g", help=known.help, **shared)


def _list_input(
    title: str, kind: Any, value: tuple[Any, ...], known: Setting, shared: dict[str, Any]
) -> tuple[Any, ...]:
    text = st.text_input(title, ", ".join(map(str, value)), help=known.help, placeholder=known.empty, **shared)
    item = get_args(kind)[0]
    try:
        return tuple(item(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(f"{title} is {text[:80]!r}; write whole numbers, such as 512, 256") from None
