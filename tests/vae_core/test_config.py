"""One declaration per setting serves the check, JSON and the command line."""

import json
from collections import deque
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vae_core.config import RunConfig, config_from_json, config_from_plain, config_parameters, with_changes
from vae_core.datasets import DATASETS, load_for
from vae_core.models import MODELS, parameter_count
from vae_core.models.vae import VaeSettings
from vae_core.nn.likelihoods import LIKELIHOODS, LikelihoodSettings
from vae_core.presets import quick
from vae_core.settings import setting_fields, setting_of
from vae_core.training.trainer import Trainer, build_model

configs = st.builds(
    RunConfig,
    data=st.sampled_from(list(DATASETS)),
    latent_dim=st.integers(1, 64),
    hidden=st.lists(st.integers(1, 64), max_size=3).map(tuple),
    seconds=st.floats(0, 1e4),
    learning_rate=st.floats(1e-6, 1),
    classes=st.lists(st.sampled_from("012"), unique=True).map(tuple),
    settings=st.builds(VaeSettings, beta=st.floats(0, 100), likelihood=st.sampled_from(list(LIKELIHOODS))),
)


@given(configs)
def test_a_configuration_comes_back_from_json(config):
    assert config_from_json(config.to_json()) == config


def test_json_is_flat_and_no_name_stands_for_two_settings():
    own = {entry.name for entry in setting_fields(RunConfig)}
    for model in MODELS.values():
        assert own.isdisjoint(entry.name for entry in setting_fields(model.Settings))
    assert json.loads(RunConfig().to_json())["beta"] == 1.0


def test_every_setting_has_a_help_text():
    for kind in (RunConfig, *(model.Settings for model in MODELS.values())):
        assert all(setting_of(entry).help for entry in setting_fields(kind))


@pytest.mark.parametrize("name", MODELS)
def test_beta_is_that_of_the_settings_or_none(name):
    own = "beta" in {entry.name for entry in setting_fields(MODELS[name].Settings)}
    assert config_from_plain({"model": name} | ({"beta": 3.5} if own else {})).beta == (3.5 if own else None)


def test_whole_numbers_are_good_values_for_fractions():
    assert config_from_plain({"beta": 2, "seconds": 5}).settings.beta == 2.0


@pytest.mark.fault("S1", "S2")
@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"data": "imagenet"}, "unknown data 'imagenet'; choose from mnist, digits"),
        ({"model": "bvae"}, "unknown model 'bvae'; choose from memorizer, "),
        ({"latent_dim": 0}, "latent_dim is 0; it must be at least 1 and at most 1024"),
        ({"latent_dim": 10**9}, "latent_dim is 1000000000;"),
        ({"seed": 2**31}, "seed is 2147483648; it must be at least 0 and at most 2147483647"),
        ({"data": "digits", "latent_dim": 65}, "latent_dim is 65; images of 1 x 8 x 8 values take from 1 to 64"),
        ({"latent_dim": True}, "latent_dim is True; it must be a whole number"),
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 10**400}, "epochs is inf; it must be at least 1 and at most 100000"),
        ({"learning_rate": 10**400}, "learning_rate is inf"),
        ({"hidden": [64] * 300}, "hidden is 64,64,64,64,64,64,64,64,64,64,64,64,...: 300 layers; choose at most 32"),
        ({"hidden": [10**20]}, "hidden is 100000000000000000000; a layer has at most 200,000,000 units"),
        ({"model": ["vae"]}, "unknown model \\['vae'\\]; choose from"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"learning_rate": 0.0}, "learning_rate is 0; it must be above 0"),
        ({"learning_rate": -1.0}, "learning_rate is -1"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": float("inf")}, "learning_rate is inf"),
        ({"learning_rate": 1e30}, "learning_rate is 1e\\+30"),
        ({"beta": -1.0}, "beta is -1"),
        ({"beta": "much"}, "beta is 'much'; it must be a number"),
        ({"hidden": [0]}, "hidden is 0; every layer needs at least 1 unit"),
        ({"hidden": 400}, "hidden is 400; it must be a list of whole numbers"),
        ({"seconds": -1.0}, "seconds is -1"),
        ({"subset": -1}, "subset is -1"),
        ({"model": "autoencoder", "beta": 1.0}, "unknown setting 'beta'"),
        ({"colour": "red"}, "unknown setting 'colour'"),
    ],
)
def test_an_impossible_setting_is_named_with_value_and_range(plain, words):
    with pytest.raises(ValueError, match=words):
        config_from_plain(plain)


@pytest.mark.fault("S2")
def test_beta_zero_is_allowed():
    assert VaeSettings(beta=0.0).beta == 0.0


def test_settings_of_another_model_are_refused():
    with pytest.raises(ValueError, match="settings are LikelihoodSettings; give model 'vae' its VaeSettings"):
        replace(RunConfig(), settings=LikelihoodSettings())


@pytest.mark.parametrize("data", DATASETS)
def test_there_is_a_quick_recipe_for_every_data_set(data):
    assert quick(data).data == data


@pytest.mark.parametrize(
    "plain",
    [{"model": name} for name in MODELS] + [{"prior": "vamp"}, {"network": "shallow"}, {"classes": ["1", "7"]}],
    ids=str,
)
def test_the_parameters_of_a_configuration_are_those_that_its_training_learns(plain):
    config = config_from_plain({"data": "digits"} | plain)
    assert config_parameters(config) == parameter_count(build_model(config, load_for(config)))


def test_a_change_of_model_leaves_behind_what_the_new_one_does_not_have():
    config = with_changes(config_from_plain({"beta": 4.0, "latent_dim": 3}), {"model": "autoencoder", "hidden": (8,)})
    assert (config.model, config.latent_dim, config.hidden) == ("autoencoder", 3, (8,))
    with pytest.raises(ValueError, match="unknown setting 'colour'"):
        with_changes(config, {"colour": "red"})


def test_another_model_has_its_own_defaults_and_keeps_what_was_chosen():
    assert with_changes(RunConfig(), {"model": "pca"}).settings.likelihood == "gaussian"
    assert with_changes(with_changes(RunConfig(), {"model": "pca"}), {"model": "vae"}) == RunConfig()
    chosen = config_from_plain({"likelihood": "gaussian", "sd": 0.1})
    assert with_changes(chosen, {"model": "autoencoder"}).settings == LikelihoodSettings("gaussian", sd=0.1)


# Another value for each setting that some other setting can leave without an effect.
OTHERS = {
    "scale": "per_pixel",
    "sd": 0.3,
    "warm_up": 0.5,
    "cycles": 2,
    "gamma": 5.0,
    "prior_components": 3,
    "memories": 7,
    "network": "conv",
    "hidden": [8],
    "activation": "tanh",
    "learning_rate": 0.1,
    "learning_rate_schedule": "one_cycle",
    "clip": 1e-3,
    "patience": 1,
}
NEEDED = [
    {"likelihood": "gaussian"},
    {"beta_schedule": "warm_up"},
    {"beta_schedule": "cyclical"},
    {"capacity": 5.0},
    {"prior": "mixture"},
    {"prior": "vamp"},
    {"model": "pca", "scale": "fixed"},
    {"model": "memorizer", "code": "one_hot"},
]


def weights_after_training(config):
    trainer = Trainer(config, load_for(config))
    deque(trainer.train(), maxlen=0)
    return trainer.model.state_dict()


def tiny(plain):
    return config_from_plain({"data": "digits", "subset": 64, "batch_size": 16, "epochs": 2, "threads": 1} | plain)


@pytest.mark.slow
@pytest.mark.parametrize("plain", [{"model": name} for name in MODELS] + NEEDED, ids=str)
def test_exactly_the_settings_without_effect_change_no_weight(plain):
    config = tiny(plain)
    weights = weights_after_training(config)
    names = [name for name in OTHERS if name in config.to_plain() and name != "patience"]
    assert set(names) >= config.without_effect().keys() - {"patience"}
    for name in names:
        value = OTHERS[name]
        if (name, config.model) == ("scale", "pca"):  # it has no scale per pixel
            value = "fixed" if config.settings.scale == "learned" else "learned"
        others = weights_after_training(with_changes(config, {name: value}))
        equal = weights.keys() == others.keys() and all(map(torch.equal, weights.values(), others.values()))
        assert equal == (name in config.without_effect()), name


@pytest.mark.parametrize("plain", [{"model": name} for name in MODELS], ids=str)
def test_a_setting_without_effect_has_one_with_what_it_needs(plain):
    config = tiny(plain)
    for name, needed in config.without_effect().items():
        other, _, values = needed.partition(" ")
        for value in values.split(" or ") if other in config.to_plain() else []:
            assert name not in with_changes(config, {other: value}).without_effect()
