"""Small models of every kind."""

import torch
from torch import Generator

from vae_core.datasets import ImageSet
from vae_core.models import model_class
from vae_core.nn.likelihoods import LIKELIHOODS, SCALES
from vae_core.nn.networks import Architecture

CHOICES = [  # every likelihood, with every scale where the scale has an effect
    (name, scale)
    for name, kind in LIKELIHOODS.items()
    for scale in (SCALES if "scale" in kind.settings_used else ["fixed"])
]


def build(name, network="dense", shape=(1, 8, 8), latent_dim=3, hidden=(), **settings):
    torch.manual_seed(0)
    model = model_class(name)
    return model(Architecture(shape, latent_dim, network, hidden, labels=10), model.Settings(**settings))


def built_on(x, name, **settings):
    """A model that has seen images x (N, C, H, W), as training starts it."""
    model = build(name, shape=tuple(x.shape[1:]), **settings)
    rows = torch.arange(len(x))  # of all three splits
    model.initialise(ImageSet("x", (x * 255).round().to(torch.uint8), torch.zeros_like(rows), ("x",), rows, rows, rows))
    return model


def images(shape, count=4):
    return torch.rand(count, *shape, generator=Generator().manual_seed(1))


def stirred(**settings):
    model = build("conditional_vae", **settings)
    generator = Generator().manual_seed(0)
    with torch.no_grad():
        for weight in (model.label_images, *model.prior.parameters()):
            weight.add_(0.5 * torch.randn(weight.shape, generator=generator))
    return model
