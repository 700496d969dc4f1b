"""One declaration per setting: default, range, help and unit. The check, the command line and the pages read it."""

import math
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


@dataclass(frozen=True)
class Setting:
    """The facts about one setting besides its type and its default."""

    help: str
    low: float | None = None  # smallest allowed value
    high: float | None = None  # largest allowed value
    above: float | None = None  # the value must be larger than this
    choices: tuple[str, ...] = ()  # allowed words; empty: any
    is_open: bool = False  # other words may be allowed too; the configuration checks them
    empty: str = ""  # the meaning of an empty list
    unit: str = ""
    log: bool = False  # a slider for it is logarithmic


def setting(default: Any, help: str, **known: Any) -> Any:
    """Returns a dataclass field with a `Setting` in its metadata."""
    return field(default=default, metadata={"setting": Setting(help, **known)})


def setting_of(entry: Field[Any]) -> Setting:
    """Returns the `Setting` of a field made by `setting`."""
    found: Setting = entry.metadata["setting"]
    return found


def setting_fields(config: Any) -> list[Field[Any]]:
    """Returns the fields of a dataclass, or of its class, that `setting` declared, in their order."""
    return [entry for entry in fields(config) if "setting" in entry.metadata]


_hints: dict[type, dict[str, Any]] = {}


def hints_of(kind: type) -> dict[str, Any]:
    """Returns the types of a dataclass's fields by name. Cached: a list of many runs calls this thousands of times."""
    if kind not in _hints:
        _hints[kind] = get_type_hints(kind)
    return _hints[kind]


def check_settings(config: Any) -> None:
    """Raises a ValueError that names the first field of `config` with a forbidden value."""
    hints = hints_of(type(config))
    for entry in setting_fields(config):
        check_value(entry, hints[entry.name], getattr(config, entry.name))


def check_value(entry: Field[Any], kind: Any, value: Any) -> None:
    """Raises a ValueError if `value` is not of type `kind` or not allowed by the field's `Setting`."""
    if get_origin(kind) is tuple:
        if not isinstance(value, tuple):
            raise ValueError(
                f"{entry.name} is {value!r}; it must be a list of {words_for(get_args(kind)[0], plural=True)}"
            )
        for item in value:
            check_value(entry, get_args(kind)[0], item)
        return
    known = setting_of(entry)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = _as_float(value)
    if type(value) is not kind:
        raise ValueError(f"{entry.name} is {value!r}; it must be {words_for(kind)}")
    if known.choices and value not in known.choices and not known.is_open:
        raise ValueError(f"unknown {entry.name} {value!r}; choose from {', '.join(known.choices)}")
    if kind in (int, float) and not _inside(known, value):
        raise ValueError(f"{entry.name} is {_text(value)}; it must be {_range(known)}")


def _text(value: float) -> str:
    """A number as text: whole ones of up to 15 digits in full, because 2.14748e+09 is not the largest seed."""
    return str(value) if isinstance(value, int) and abs(value) < 10**15 else f"{_as_float(value):g}"


def _inside(known: Setting, value: float) -> bool:
    return (
        math.isfinite(_as_float(value))
        and (known.low is None or value >= known.low)
        and (known.high is None or value <= known.high)
        and (known.above is None or value > known.above)
    )


def _range(known: Setting) -> str:
    if known.above is not None:
        low = f"above {_text(known.above)}"
    elif known.low is not None:
        low = f"at least {_text(known.low)}"
    else:
        low = "a finite number"
    return low if known.high is None else f"{low} and at most {_text(known.high)}"


def words_for(kind: Any, plural: bool = False) -> str:
    """Returns the name of a type for error messages: "a whole number", in the plural "whole numbers"."""
    one, several = {
        int: ("a whole number", "whole numbers"),
        float: ("a number", "numbers"),
        bool: ("yes or no", "yes or no"),
        str: ("a word", "words"),
    }[kind]
    return several if plural else one


def to_plain(config: Any) -> dict[str, Any]:
    """Returns the settings of a dataclass as JSON-ready values, by name."""
    plain = {entry.name: getattr(config, entry.name) for entry in setting_fields(config)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


def from_plain(kind: type[T], plain: dict[str, Any], **others: Any) -> T:
    """Returns the dataclass that `to_plain` wrote; `others` are its fields that are no settings.

    A missing name takes its default; an unknown one is a ValueError.
    """
    hints = hints_of(kind)
    known = {entry.name for entry in setting_fields(kind)}
    for name in plain:
        if name not in known:
            raise ValueError(f"unknown setting {name!r}; choose from {', '.join(sorted(known))}")
    return kind(**{name: _coerced(hints[name], value) for name, value in plain.items()}, **others)


def _coerced(kind: Any, value: Any) -> Any:
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_coerced(get_args(kind)[0], item) for item in value)
    # Some tools write 1.0 as 1 in JSON, so a float setting accepts a whole number.
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return _as_float(value)
    return value


def _as_float(value: float) -> float:
    """Returns the number as a float; a whole number beyond the range of floats counts as infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf
