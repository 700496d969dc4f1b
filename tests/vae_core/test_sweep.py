"""One setting over a list of values."""

import re
from dataclasses import replace

import pytest

from vae_core.config import RunConfig
from vae_core.models import MODELS
from vae_core.models.vae import VaeSettings
from vae_core.settings import setting_fields
from vae_core.sweep import parse_vary, settings_to_vary, vary

ONE = RunConfig(data="digits", epochs=3, settings=VaeSettings(free_bits=0.5))


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("beta", "0.5, 1,2e0", [0.5, 1.0, 2.0]),
        ("latent_dim", "2,10,", [2, 10]),
        ("likelihood", "bernoulli,gaussian", ["bernoulli", "gaussian"]),
        ("seed", "0,1,2", [0, 1, 2]),
        ("hidden", "64 32, 128", [(64, 32), (128,)]),
        ("compile", "yes,no", [True, False]),
        ("classes", "1 7, 3", [("1", "7"), ("3",)]),
        ("data", "digits, mnist", ["digits", "mnist"]),
    ],
)
def test_each_value_gives_a_configuration_in_which_only_it_differs(name, text, values):
    configs = vary(ONE, name, text)
    plain = [config.to_plain() for config in configs]
    assert [one.pop(name) for one in plain] == [list(value) if isinstance(value, tuple) else value for value in values]
    rest = ONE.to_plain()
    rest.pop(name)
    assert plain == [rest] * len(values)


def test_another_model_keeps_the_settings_that_it_has_too():
    vae, autoencoder = vary(ONE, "model", "vae,autoencoder")
    assert vae == ONE
    assert (autoencoder.model, autoencoder.epochs) == ("autoencoder", 3)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("beta", "1,two", "beta is 'two'; it must be a number"),
        ("beta", "1,-1", "beta is -1; it must be at least 0"),
        ("beta", "1,1.0", "beta 1.0 is listed twice; list each value once"),
        ("beta", "1", "1 value of beta in a sweep; list from 2 to 20 values, separated by commas"),
        ("beta", "", "0 values of beta"),
        ("seed", ",".join(map(str, range(30))), "30 values of seed"),
        ("latent_dim", "2,2.5", "latent_dim is '2.5'; it must be a whole number"),
        ("latent_dim", "2,65", "latent_dim is 65"),
        ("likelihood", "bernoulli,poisson", "unknown likelihood 'poisson'"),
        ("compile", "yes,maybe", "compile is 'maybe'; it must be yes or no"),
        ("hidden", "64 x,32", "hidden is 'x'; it must be a whole number"),
        ("colour", "1,2", "unknown setting 'colour'; choose from beta"),
        ("beta", "1,nan", "beta is nan"),
    ],
)
def test_a_value_that_cannot_be_is_named(name, text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        vary(ONE, name, text)


@pytest.mark.parametrize("model", MODELS)
def test_every_setting_of_a_run_and_of_its_model_but_its_start_can_be_varied(model):
    config = replace(ONE, model=model, settings=None)
    names = [entry.name for entry in (*setting_fields(config), *setting_fields(config.settings))]
    assert sorted(settings_to_vary(config)) == sorted({*names} - {"start_from"})


def test_the_command_lines_words_are_a_name_and_values():
    assert parse_vary("latent-dim=2,3") == ("latent_dim", "2,3")
    with pytest.raises(ValueError, match="write a setting and its values"):
        parse_vary("beta")
