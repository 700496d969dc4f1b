"""Sizes that fit, and sizes that are refused."""

import pytest
import torch

from vae_core.nn.networks import NETWORKS, Architecture


def test_the_reference_recipe_has_its_published_number_of_parameters():
    architecture = Architecture((1, 28, 28), 20, "dense", (400,))
    count = sum(p.numel() for part in (architecture.encoder(2), architecture.decoder(1)) for p in part.parameters())
    assert count == 652_824  # of pytorch/examples' VAE


@pytest.mark.parametrize(
    ("size", "hidden"), [(8, (32, 128)), (28, (32, 64, 128)), (32, (32, 64, 128)), (64, (32, 64, 64, 128))]
)
def test_default_conv_networks_halve_down_to_about_eight_pixels(size, hidden):
    assert NETWORKS["conv"].default_sizes((1, size, size)) == hidden


@pytest.mark.parametrize("hidden", [(8, 16), (4, 8, 16), (4, 8, 8, 16), (4, 4, 8, 8, 16)])
def test_conv_networks_mirror_odd_sizes(hidden):
    architecture = Architecture((3, 29, 23), 2, "conv", hidden)
    assert architecture.decoder(1)(torch.zeros(2, 2)).shape == (2, 3, 29, 23)
    assert architecture.encoder(2)(torch.zeros(2, 3, 29, 23)).shape == (2, 4)


def test_a_shallow_network_has_no_hidden_layer_whatever_is_asked_for():
    architecture = Architecture((1, 20, 20), 200, "shallow", (64,))
    assert [tuple(weight.shape) for weight in architecture.encoder(1).parameters()] == [(200, 400), (200,)]
    assert [tuple(weight.shape) for weight in architecture.decoder(1).parameters()] == [(400, 200), (1, 20, 20)]


@pytest.mark.fault("S1")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"latent_dim": 0}, "latent_dim is 0; images of 1 x 8 x 8 values take from 1 to 64"),
        ({"latent_dim": -3}, "latent_dim is -3"),
        ({"latent_dim": 65}, "latent_dim is 65"),
        ({"latent_dim": 10**9}, "latent_dim is 1000000000"),
        ({"network": "resnet"}, "unknown network 'resnet'; choose from dense, conv"),
        ({"activation": "swish"}, "unknown activation 'swish'; choose from relu"),
        ({"hidden": (64, 0)}, "hidden is 64,0; every layer needs at least 1 unit"),
        ({"hidden": (10**6, 10**6)}, "parameters; choose sizes with at most 200,000,000"),
        ({"network": "conv", "hidden": (8,)}, "from 2 to 4 numbers for images of 8 x 8"),
        ({"network": "conv", "hidden": (8, 8, 8, 8, 8)}, "from 2 to 4 numbers for images of 8 x 8"),
    ],
)
def test_impossible_sizes_are_named_with_their_value(arguments, words):
    with pytest.raises(ValueError, match=words):
        Architecture((1, 8, 8), **({"latent_dim": 2} | arguments))
