"""Stamps of a kernel against torch's layer, and against the gradient of a convolution."""

import pytest
import torch
import torch.nn.functional as F

from vae_core.theory.transposed_convolution import is_even, overlaps, transposed_convolution

GENERATOR = torch.Generator().manual_seed(0)


@pytest.mark.parametrize(("kernel", "stride"), [(3, 2), (4, 2), (2, 3)])
def test_stamping_is_torchs_transposed_convolution_and_the_gradient_of_a_convolution(kernel, stride):
    values = torch.randn(4, 5, generator=GENERATOR)
    weights = torch.randn(kernel, kernel, generator=GENERATOR)
    stamped = transposed_convolution(values, weights, stride)
    layer = F.conv_transpose2d(values[None, None], weights[None, None], stride=stride)[0, 0]
    torch.testing.assert_close(stamped, layer)
    image = torch.zeros_like(stamped, requires_grad=True)
    convolved = F.conv2d(image[None, None], weights[None, None], stride=stride)[0, 0]
    (gradient,) = torch.autograd.grad((convolved * values).sum(), image)
    torch.testing.assert_close(stamped, gradient)


@pytest.mark.parametrize(("kernel", "stride", "even"), [(3, 2, False), (4, 2, True), (2, 2, True), (4, 3, False)])
def test_only_a_kernel_that_the_stride_divides_covers_all_pixels_equally(kernel, stride, even):
    assert is_even(overlaps(6, kernel, stride), kernel) is even
    assert even == (kernel % stride == 0)
