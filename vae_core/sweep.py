"""A sweep: one configuration for each value of one setting, all checked before any of them is trained."""

from typing import Any, get_args, get_origin

from vae_core.config import RunConfig, with_changes
from vae_core.settings import hints_of, setting_fields, words_for

MOST_VALUES = 20  # runs of one sweep
YES_OR_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def settings_to_vary(config: RunConfig) -> list[str]:
    """Returns the names of the settings of a run and of its model, those that sweeps are most often about first.

    All but `start_from`, because a sweep starts all its runs alike.
    """
    own = [entry.name for entry in setting_fields(config.settings)]
    general = [entry.name for entry in setting_fields(RunConfig) if entry.name != "start_from"]
    first = [name for name in ("beta", "latent_dim", "likelihood", "seed") if name in (*own, *hints_of(RunConfig))]
    return list(dict.fromkeys([*first, *own, *general]))


def vary(config: RunConfig, name: str, text: str) -> list[RunConfig]:
    """Returns `config` with each value that `text` lists, separated by commas; the items of a list by spaces.

    Raises a ValueError that names a value of the wrong type, a forbidden one, or one that is listed twice, and for a setting
    that has no effect.
    """
    if name not in settings_to_vary(config):
        raise ValueError(f"unknown setting {name!r}; choose from {', '.join(settings_to_vary(config))}")
    kind = (hints_of(RunConfig) | hints_of(type(config.settings)))[name]
    values = [parse_value(name, kind, part.strip()) for part in text.split(",") if part.strip()]
    if not 2 <= len(values) <= MOST_VALUES:
        count = f"{len(values)} value{'' if len(values) == 1 else 's'} of {name}"
        raise ValueError(f"{count} in a sweep; list from 2 to {MOST_VALUES} values, separated by commas")
    for number, value in enumerate(values):
        if value in values[:number]:
            raise ValueError(f"{name} {_plain(value)} is listed twice; list each value once")
    configs = [with_changes(config, {name: value}) for value in values]
    idle = [one.without_effect() for one in configs]
    if all(name in each for each in idle):
        raise ValueError(f"all values of {name} give the same run, for {name} needs {idle[0][name]}; choose that first")
    return configs


def parse_vary(text: str) -> tuple[str, str]:
    """Returns name and values of a text such as "beta=0.5,1,2"."""
    name, sign, values = text.partition("=")
    if not sign:
        raise ValueError(f"--vary is {text!r}; write a setting and its values, such as beta=0.5,1,2")
    return name.strip().replace("-", "_"), values


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def parse_value(name: str, kind: Any, text: str) -> Any:
    """Returns the text as a value of type `kind`, JSON-ready. Raises a ValueError for a text that is none."""
    if get_origin(kind) is tuple:
        return [parse_value(name, get_args(kind)[0], part) for part in text.split()]
    try:
        if kind is bool:
            return YES_OR_NO[text.lower()]
        return kind(text)
    except (ValueError, KeyError):
        raise ValueError(f"{name} is {text[:40]!r}; it must be {words_for(kind)}") from None
