"""Parameters of the Train page's address that no form can hold, each with the value that is used instead."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import Field, field, replace
from typing import Any, get_args, get_origin

from dashboard.classroom.tasks import PARAMETERS as OF_TASKS
from dashboard.ui.controls import BETA_RANGE, label
from dashboard.ui.train_address import form_values, number_text
from vae_core.config import RunConfig
from vae_core.datasets import DATASETS, dataset_of, find_own
from vae_core.models import MODELS, model_class
from vae_core.presets import quick
from vae_core.settings import Setting, check_value, hints_of, setting_fields, setting_of, words_for

LENGTHS = ("time", "epochs")
SECONDS_RANGE = (1e-3, 1e6)  # the server has a limit of its own
MOST_EPOCHS = 100_000
_OTHERS = {*OF_TASKS, "run", "sweep", "code", "room", "present"}  # parameters with another reader

_Address = Mapping[str, Sequence[str]]  # the texts of each parameter, most often one


def misread(address: _Address) -> dict[str, str]:
    """Returns a sentence for each parameter that is not understood: its value, what is allowed, what is used instead."""
    asked = _last(address, "data")
    names = [*DATASETS, asked] if find_own(asked) is not None else [*DATASETS]
    data = asked if asked in names else "mnist"
    model = _last(address, "model") if _last(address, "model") in MODELS else "vae"
    start = form_values(replace(quick(data), model=model, settings=None))
    known = _declarations(model) | {"classes": _one_of(dataset_of(data).class_names), "data": _one_of(names)}
    problems: dict[str, str] = {}
    for name, texts in address.items():
        problem = "" if name in _OTHERS and name not in known else _problem(name, texts, known)
        if problem:
            problems[name] = f"{problem}. {_instead(name, start)}"
    return problems


def _last(address: _Address, name: str) -> str:
    return next(iter(reversed(address.get(name, ()))), "")


def _declarations(model: str) -> dict[str, tuple[Any, Setting]]:
    """Returns the type and the declaration of each parameter; those of other models have no effect."""
    kinds = (RunConfig, model_class(model).Settings)
    known = {entry.name: (hints_of(kind)[entry.name], entry) for kind in kinds for entry in setting_fields(kind)}
    found = {name: (kind, setting_of(entry)) for name, (kind, entry) in known.items()}
    ranges = {name: bounds for name, bounds in (("seconds", SECONDS_RANGE), ("beta", BETA_RANGE)) if name in found}
    found |= {name: (float, replace(found[name][1], low=low, high=high)) for name, (low, high) in ranges.items()}
    found["network"] = (str, replace(found["network"][1], is_open=False))  # an address has no layers of an imported one
    most_epochs = (int, replace(found["epochs"][1], low=1, high=MOST_EPOCHS))
    return found | {"most_epochs": most_epochs, "length": _one_of(LENGTHS)}


def _one_of(words: Sequence[str]) -> tuple[Any, Setting]:
    return str, Setting("", choices=tuple(words))


def _problem(name: str, texts: Sequence[str], known: dict[str, tuple[Any, Setting]]) -> str:
    """Returns what is wrong with a parameter; empty if nothing is, or if it does not belong to the form."""
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        return f"unknown setting {name!r} in the address; write {near[0]}" if near else ""
    kind, declared = known[name]
    try:
        for text in texts:
            _read(name, text, kind, declared)
    except ValueError as error:
        return str(error)
    return ""


def _read(name: str, text: str, kind: Any, declared: Setting) -> None:
    """Raises a ValueError if the text is not a value of this kind in the declared range."""
    if get_origin(kind) is tuple:
        for part in text.replace(",", " ").split():
            _read(name, part, get_args(kind)[0], declared)
        return
    entry: Field[Any] = field(metadata={"setting": declared})
    entry.name = name
    check_value(entry, kind, _value(name, text, kind))


def _value(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        if kind is int:
            return int(text) if text.lstrip("-").isdecimal() else _whole(float(text))
        return kind(text)
    except (ValueError, KeyError, OverflowError):
        words = "true or false" if kind is bool else words_for(kind)
        raise ValueError(f"{name} is {text[:40]!r}; it must be {words}") from None


def _whole(number: float) -> int:
    if not number.is_integer():
        raise ValueError
    return int(number)


def _instead(name: str, start: Mapping[str, Any]) -> str:
    """Returns the value that is used instead, in a sentence."""
    if name not in start:
        return "It is ignored."
    value = start[name]
    words = {True: "on", False: "off"}[value] if isinstance(value, bool) else _words(value)
    return f"{label(name)} {words} is used instead." if words else "The default is used instead."


def _words(value: Any) -> str:
    if isinstance(value, float):
        return number_text(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
