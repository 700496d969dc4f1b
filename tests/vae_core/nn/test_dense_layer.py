"""The dense layer is `nn.Linear`, in values and in gradients of first and second order."""

import pytest
import torch
from torch import Generator, nn

from vae_core.nn import dense_layer as linear
from vae_core.nn.dense_layer import Linear


def both(sizes=(7, 5), bias=True):
    torch.manual_seed(0)
    ours, theirs = Linear(*sizes, bias=bias), nn.Linear(*sizes, bias=bias)
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", [(7, 5), (784, 400), (1, 1)], ids=str)
def test_values_and_gradients_are_those_of_torch(sizes, bias):
    images = torch.randn(6, sizes[0], generator=Generator().manual_seed(1))
    found = []
    for layer in both(sizes, bias):
        x = images.clone().requires_grad_()
        y = layer(x)
        y.square().sum().backward()
        found.append([y, x.grad, *(weight.grad for weight in layer.parameters())])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_gradients_of_gradients_are_those_of_torch():
    x = torch.randn(3, 7, generator=Generator().manual_seed(1))
    found = []
    for layer in both():
        z = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad(layer(z).tanh().sum(), z, create_graph=True)
        slope.square().sum().backward()
        found.append(layer.weight.grad)
    torch.testing.assert_close(*found, atol=1e-5, rtol=1e-4)


def test_jacobians_by_function_transforms_are_those_of_torch():
    x = torch.randn(7, generator=Generator().manual_seed(1))
    ours, theirs = (torch.func.jacrev(lambda z, layer=layer: layer(z[None])[0].tanh())(x) for layer in both())
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


@pytest.mark.skipif(not linear.IS_FASTER, reason="this processor computes with torch's own products")
def test_the_fast_product_is_what_training_uses(monkeypatch):
    calls = []
    product = linear._product
    monkeypatch.setattr(linear, "_product", lambda *parts: calls.append(1) or product(*parts))
    both()[0](torch.randn(2, 7)).sum().backward()
    assert len(calls) == 2  # the value and the weight's gradient; the images want none
