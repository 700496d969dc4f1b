"""The address of a configuration and the values of the form's widgets, over configurations of every model and setting."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.ui.train_address import OF_THE_MACHINE, form_values, number_text, train_address
from vae_core.config import RunConfig, config_from_plain
from vae_core.datasets import DATASETS
from vae_core.models import MODELS, model_class
from vae_core.presets import quick
from vae_core.settings import hints_of, setting_fields, setting_of

MOST = 2**40  # of settings without a bound of their own


def values_of(entry, kind):
    """Values that a setting's own declaration allows."""
    known = setting_of(entry)
    if entry.name == "classes":
        return st.just([])  # drawn beside the data that have them
    if known.choices:
        return st.sampled_from(known.choices)
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(int(known.low or 0), int(known.high or MOST))
    if kind is float:
        low = known.low if known.above is None else math.nextafter(known.above, math.inf)
        return st.floats(low, known.high or 1e9)
    return st.lists(st.integers(1, 64), max_size=3)


def settings_of(kind):
    hints = hints_of(kind)
    return {entry.name: values_of(entry, hints[entry.name]) for entry in setting_fields(kind)}


@st.composite
def configs(draw):
    """Configurations in which any setting may differ from its default."""
    model = draw(st.sampled_from(list(MODELS)))
    known = settings_of(RunConfig) | settings_of(model_class(model).Settings) | {"model": st.just(model)}
    chosen = draw(st.sets(st.sampled_from(sorted(known)), max_size=8)) | {"data", "model"}
    plain = {name: draw(known[name]) for name in sorted(chosen)}
    if "classes" in chosen:
        names = DATASETS[plain["data"]].class_names
        plain["classes"] = draw(st.lists(st.sampled_from(names), unique=True, min_size=min(2, len(names))))
    try:
        return config_from_plain(plain)
    except ValueError:
        assume(False)  # sizes that do not go together


def read(value, word):
    """The value of a widget that holds `value`, from its word in an address, as Streamlit reads it."""
    if isinstance(value, bool):
        return {"true": True, "false": False}[word]
    return list(word) if isinstance(value, list) else type(value)(word)


@pytest.mark.slow
@given(configs())
@settings(max_examples=200)
def test_the_form_makes_every_configuration_again_from_its_address(config):
    start = form_values(replace(quick(config.data), model=config.model, settings=None))
    wanted, address = form_values(config), train_address(config)
    assert not address.keys() & set(OF_THE_MACHINE)
    found = {name: value for name, value in start.items() if name in wanted}
    found |= {name: read(wanted[name], word) for name, word in address.items()}
    assert found == wanted
    assert config_of(found) == replace(config, device="auto", threads=0)


def config_of(values):
    """The configuration that a form with these values makes."""
    plain = {name: value for name, value in values.items() if name not in ("length", "most_epochs")}
    plain["hidden"] = [int(part) for part in values["hidden"].replace(",", " ").split()]
    limits = {"time": {"epochs": values.get("most_epochs")}, "epochs": {"seconds": 0.0}}[values["length"]]
    return config_from_plain(plain | limits)


@pytest.mark.parametrize(
    ("number", "text"), [(33.0, "33"), (0.3, "0.3"), (1 / 3, repr(1 / 3)), (1234567.0, "1234567.0"), (1e-7, "1e-07")]
)
def test_a_number_in_an_address_is_short_and_exact(number, text):
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_from_its_text(number):
    assert float(number_text(number)) == number
