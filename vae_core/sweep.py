"""One setting over a list of values: a configuration for each, all checked before any is trained."""

from typing import Any, get_args, get_origin

from vae_core.config import RunConfig, changed
from vae_core.settings import hints_of, setting_fields

MOST = 20  # runs of one sweep
WORDS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def settings_to_vary(config: RunConfig) -> list[str]:
    """The names of all settings of a run and of its model; those of the model first, for they are what sweeps are about."""
    own = [entry.name for entry in setting_fields(config.settings)]
    first = [name for name in ("beta", "latent_dim", "likelihood", "seed") if name in (*own, *hints_of(RunConfig))]
    return list(dict.fromkeys([*first, *own, *(entry.name for entry in setting_fields(RunConfig))]))


def vary(config: RunConfig, name: str, text: str) -> list[RunConfig]:
    """`config` with each value that `text` lists with commas between; the items of a list have spaces between.

    Raises a ValueError that names the value that is none, not allowed, or stands there twice.
    """
    if name not in settings_to_vary(config):
        raise ValueError(f"unknown setting {name!r}; choose from {', '.join(settings_to_vary(config))}")
    kind = (hints_of(RunConfig) | hints_of(type(config.settings)))[name]
    values = [_value(name, kind, part.strip()) for part in text.split(",") if part.strip()]
    for number, value in enumerate(values):
        if value in values[:number]:
            raise ValueError(f"{name} {_plain(value)} stands there twice; each value is trained once")
    if not 2 <= len(values) <= MOST:
        raise ValueError(f"{len(values)} values of {name}; a sweep has from 2 to {MOST}, with commas between")
    return [changed(config, {name: value}) for value in values]


def parse_vary(text: str) -> tuple[str, str]:
    """Name and values of "beta=0.5,1,2"."""
    name, sign, values = text.partition("=")
    if not sign:
        raise ValueError(f"--vary is {text!r}; write a setting and its values, such as beta=0.5,1,2")
    return name.strip().replace("-", "_"), values


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(name: str, kind: Any, text: str) -> Any:
    """The text as a value of type `kind`, JSON-ready."""
    if get_origin(kind) is tuple:
        return [_value(name, get_args(kind)[0], part) for part in text.split()]
    try:
        if kind is bool:
            return WORDS[text.lower()]
        return kind(text)
    except (ValueError, KeyError):
        word = {int: "a whole number", float: "a number", bool: "yes or no"}[kind]
        raise ValueError(f"{name} is {text[:40]!r}; it must be {word}") from None
