"""Whole configurations to start from."""

import pytest

from vae_core.config import config_parameters, with_changes
from vae_core.datasets import DATASETS
from vae_core.presets import PRESETS, STARTS, preset, quick


def test_the_400_200_400_network_has_three_layers_and_as_many_numbers_as_their_weights_and_biases():
    config = preset("400-200-400")
    assert config.architecture((1, 20, 20)).sizes == ()
    assert config.latent_dim == 200
    assert config_parameters(config) == (400 * 200 + 200) + (200 * 400 + 400) == 160_600


def test_the_reference_has_its_published_number_of_parameters():
    assert config_parameters(preset("784-400-20")) == 652_824  # of pytorch/examples' VAE


def test_a_preset_takes_changes_and_an_unknown_one_is_refused_with_the_list():
    assert config_parameters(with_changes(preset("400-200-400"), {"latent_dim": 100})) == 80_500
    with pytest.raises(ValueError, match="unknown preset '400'; choose from 400-200-400, 784-400-20"):
        preset("400")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_called_by_its_layers(name):
    assert PRESETS[name].title.startswith(name)


@pytest.mark.parametrize("data", DATASETS)
def test_photographs_start_with_more_numbers_and_time_and_other_images_with_a_plane(data):
    config, is_colour = quick(data), DATASETS[data].shape[0] == 3
    assert (config.latent_dim, config.seconds) == tuple(values[is_colour] for values in STARTS.values())
    assert config.network == "conv" or not is_colour
