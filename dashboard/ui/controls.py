"""A configuration in, widgets, the same kind of configuration out; ranges and help come from each setting's declaration."""

import math
from dataclasses import Field, fields, replace
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import streamlit as st

from dashboard.ui.train_address import number_text
from vae_core.settings import Setting, setting_of

Config = TypeVar("Config")

LABELS = {
    "latent_dim": "Latent dimensions",
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
    """How a setting is called on a page."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


def controls(config: Config, *names: str) -> Config:
    """Show a widget for each named setting of `config`; the configuration that the widgets now hold.

    Each widget stands in the page's address under its setting's name, so that a link brings back the same page.
    Raises the configuration's own ValueError where the values do not go together.
    """
    hints = get_type_hints(type(config))
    known = {entry.name: entry for entry in fields(config)}  # type: ignore[arg-type]
    changes = {name: widget(known[name], hints[name], getattr(config, name)) for name in names}
    return replace(config, **changes)  # type: ignore[type-var]


def widget(entry: Field[Any], kind: Any, value: Any) -> Any:
    """The widget that fits a setting's type and range, starting at `value`; what it holds."""
    known = setting_of(entry)
    title = f"{label(entry.name)} ({known.unit})" if known.unit else label(entry.name)
    shared: dict[str, Any] = {"key": entry.name, "bind": "query-params"}
    if known.choices:
        return st.selectbox(title, known.choices, known.choices.index(value), help=known.help, **shared)
    if kind is bool:
        return st.toggle(title, value, help=known.help, **shared)
    if get_origin(kind) is tuple:
        return _list_input(title, kind, value, known, shared)
    if entry.name == "beta":
        return _beta_slider(value, known)
    return _number(title, kind, value, known, shared)


def _number(title: str, kind: type, value: Any, known: Setting, shared: dict[str, Any]) -> Any:
    if kind is int:
        low, high = (None if bound is None else int(bound) for bound in (known.low, known.high))
        return st.number_input(title, low, high, value, 1, help=known.help, **shared)
    least = known.low if known.above is None else math.nextafter(known.above, math.inf)
    step = 10.0 ** math.floor(math.log10(value)) if value > 0 else 0.1
    return st.number_input(title, least, known.high, value, step, "%g", help=known.help, **shared)


def _list_input(
    title: str, kind: Any, value: tuple[Any, ...], known: Setting, shared: dict[str, Any]
) -> tuple[Any, ...]:
    text = st.text_input(title, ", ".join(map(str, value)), help=known.help, placeholder=known.empty, **shared)
    item = get_args(kind)[0]
    try:
        return tuple(item(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(f"{title} is {text[:80]!r}; write whole numbers, such as 512, 256") from None


BETAS = (0.0, *(2.0**power for power in range(-4, 7)), *(1.5 * 2.0**power for power in range(-4, 6)))
BETA_RANGE = (0.0, 1e6)  # of what an address can add


def _number_in(text: str) -> float:
    """The finite number that the text says, nan where it says none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _beta_slider(value: float, known: Setting) -> float:
    return stepped_slider("beta", "Beta", BETAS, value, BETA_RANGE, help=known.help)


def stepped_slider(
    name: str, title: str, steps: tuple[float, ...], value: float, allowed: tuple[float, float], help: str | None = None
) -> float:
    """A slider over `steps` and over any other `allowed` value that the address or the session names for it.

    Both are read at each run of the page: an earlier visit in the same session may have had another address.
    """
    named = [_number_in(str(text)) for text in (st.query_params.get(name, ""), st.session_state.get(name, ""))]
    options = sorted({*steps, value, *(number for number in named if allowed[0] <= number <= allowed[1])})
    chosen: float = st.select_slider(
        title, options, value, format_func=number_text, help=help, key=name, bind="query-params"
    )
    return chosen
