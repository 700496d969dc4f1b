"""The Train page's address of a configuration, and the values of its form."""

from dataclasses import replace
from typing import Any

import streamlit as st

from vae_core.config import RunConfig
from vae_core.presets import quick

OF_THE_MACHINE = ("device", "threads")  # they say where to train, not what: a link leaves them to the reader


def number_text(number: float) -> str:
    """Returns the shortest text that reads back as exactly this number, without a trailing `.0`."""
    short = f"{number:g}"
    return short if float(short) == number else repr(number)


def form_values(config: RunConfig) -> dict[str, Any]:
    """Returns the values with which the form's widgets make this configuration, by key.

    A training that is limited by time has two limits: `seconds`, and the epochs after which it ends at the latest.
    No widget makes the layers of an imported network, so its form keeps the kind of network that it has.
    """
    plain = config.to_plain()
    seconds, epochs = plain.pop("seconds"), plain.pop("epochs")
    limits = {"length": "time", "seconds": seconds, "most_epochs": epochs}
    values = plain | {"hidden": ", ".join(map(str, config.hidden))}
    values |= limits if seconds else {"length": "epochs", "epochs": epochs}
    left_out = OF_THE_MACHINE if config.layers is None else (*OF_THE_MACHINE, "network", "hidden", "activation")
    return {name: value for name, value in values.items() if name not in left_out}


def train_address(config: RunConfig) -> dict[str, str | list[str]]:
    """Returns the Train page's address at which its form makes exactly this configuration, on the reader's device.

    It names the data, the model and the length, and each other value that is not the form's start for these data.
    """
    start = form_values(replace(quick(config.data, config.own_data), model=config.model, settings=None))
    named = {"data", "model", "length", "seconds", "epochs"}
    values = form_values(config).items()
    return {name: _text(value) for name, value in values if name in named or value != start.get(name)}


def _text(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return list(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)


def fill_form(config: RunConfig) -> None:
    """Sets every widget of the Train page's form to this configuration; the device stays as it is."""
    for name, value in form_values(config).items():
        st.session_state[name] = value
