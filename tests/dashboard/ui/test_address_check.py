"""What the Train page says of an address that no form can hold."""

import pytest

from dashboard.classroom.tasks import PARAMETERS
from dashboard.ui.train.address_check import misread
from dashboard.ui.train_address import train_address
from vae_core.presets import PRESETS, quick


def texts_of(address):
    return {name: value if isinstance(value, list) else [value] for name, value in address.items()}


@pytest.mark.parametrize(
    ("name", "text", "problem", "instead"),
    [
        ("beta", "abc", "beta is 'abc'; it must be a number", "Beta 1 is used instead"),
        ("latent_dim", "1e9", "latent_dim is 1000000000; it must be at least 1", "Latent dimensions 2 is used instead"),
        ("latent_dim", "2.5", "latent_dim is '2.5'; it must be a whole number", "Latent dimensions 2 is used instead"),
        ("latent_dim", "", "latent_dim is ''", "Latent dimensions 2 is used instead"),
        ("seconds", "-5", "seconds is -5; it must be at least 0.001", "Seconds 30 is used instead"),
        ("seconds", "nan", "seconds is nan", "Seconds 30 is used instead"),
        ("model", "xyz", "unknown model 'xyz'; choose from memorizer", "Model vae is used instead"),
        ("data", "xyz", "unknown data 'xyz'; choose from mnist", "Images mnist is used instead"),
        ("length", "metres", "unknown length 'metres'; choose from time, epochs", "Train for time is used instead"),
        ("compile", "maybe", "compile is 'maybe'; it must be true or false", "Compile off is used instead"),
        ("hidden", "64, zero", "hidden is 'zero'; it must be a whole number", "Layer sizes 256, 128 is used instead"),
        ("classes", "blah", "unknown classes 'blah'; choose from 0, 1", "The default is used instead"),
        ("most_epochs", "0", "most_epochs is 0; it must be at least 1", "Epochs at most 1000 is used instead"),
        ("latentdim", "3", "unknown setting 'latentdim' in the address; write latent_dim", "It is ignored"),
    ],
)
def test_nonsense_is_named_with_what_is_used_instead(name, text, problem, instead):
    found = misread({name: [text]})
    assert list(found) == [name]
    assert found[name].startswith(problem)
    assert f". {instead}" in found[name]


def test_parameters_of_other_parts_are_passed_over():
    assert misread({name: ["beta:2", "seconds"] for name in PARAMETERS}) == {}
    assert misread({"run": ["../.."], "code": ["ABCD"], "present": ["1"], "room": ["x"]}) == {}


@pytest.mark.parametrize("config", [quick("digits"), *(preset.config for preset in PRESETS.values())])
def test_the_address_of_a_configuration_is_understood(config):
    assert misread(texts_of(train_address(config))) == {}


def test_each_wrong_parameter_is_named():
    assert sorted(misread({"beta": ["-1"], "seconds": ["x"], "latent_dim": ["3"]})) == ["beta", "seconds"]
