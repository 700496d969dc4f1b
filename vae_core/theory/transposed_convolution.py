"""A transposed convolution as stamps of one kernel: each input value adds a copy of the kernel to the output."""

import torch
from torch import Tensor


def transposed_convolution(values: Tensor, kernel: Tensor, stride: int) -> Tensor:
    """The output of stamping `kernel` (K, K) at every value (H, W), `stride` pixels apart: ((H - 1) stride + K, ...).

    Dumoulin & Visin 2016, section 4.
    """
    (height, width), size = values.shape, len(kernel)
    output = torch.zeros((height - 1) * stride + size, (width - 1) * stride + size, dtype=values.dtype)
    for row in range(height):
        for column in range(width):
            output[row * stride : row * stride + size, column * stride : column * stride + size] += (
                values[row, column] * kernel
            )
    return output


def overlaps(size: int, kernel: int, stride: int) -> Tensor:
    """The number of stamps on each pixel, for `size` x `size` inputs and a kernel of `kernel` x `kernel`."""
    return transposed_convolution(torch.ones(size, size), torch.ones(kernel, kernel), stride)


def is_even(covered: Tensor, kernel: int) -> bool:
    """Tells whether all pixels away from the border are covered equally often."""
    inside = covered[kernel - 1 : len(covered) - kernel + 1, kernel - 1 : len(covered) - kernel + 1]
    return bool((inside == inside[0, 0]).all())
