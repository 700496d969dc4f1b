"""A dense layer whose products are computed by oneDNN where that is faster than what PyTorch calls by itself."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# PyTorch's float32 products go to MKL, which on AMD processors leaves half of AVX-512 unused (100 instead of 220
# GFLOP/s a core, measured); the operator below goes to oneDNN. It is what torch.compile calls, and not public: pinned
# with torch, and left alone where it is not.
IS_FASTER = (
    torch.backends.cpu.get_cpu_capability() == "AVX512"
    and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    and hasattr(torch.ops.mkldnn, "_linear_pointwise")
)


class Linear(nn.Linear):
    """`nn.Linear`, the same up to rounding, for inputs (N, features)."""

    def forward(self, input: Tensor) -> Tensor:
        if not IS_FASTER or not _is_plain(input):
            return F.linear(input, self.weight, self.bias)
        output: Tensor = _Product.apply(input, self.weight, self.bias)  # type: ignore[no-untyped-call]
        return output


def _is_plain(input: Tensor) -> bool:
    """Whether this is float32 on the processor, and nobody watches to make a graph of it."""
    return (
        input.device.type == "cpu"
        and input.dtype == torch.float32
        and not torch.is_autocast_enabled("cpu")
        and not torch.jit.is_tracing()  # type: ignore[attr-defined, no-untyped-call]
        and not torch._C._are_functorch_transforms_active()
        and not torch.compiler.is_compiling()
    )


def _product(left: Tensor, right: Tensor, bias: Tensor | None = None) -> Tensor:
    """left @ right.T + bias: (N, I) and (O, I) -> (N, O)."""
    result: Tensor = torch.ops.mkldnn._linear_pointwise(left, right, bias, "none", [], "")
    return result


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        context.save_for_backward(input, weight)
        context.has_bias = bias is not None
        return _product(input, weight, bias)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor | None, Tensor, Tensor | None]:
        (gradient,) = gradients
        input, weight = context.saved_tensors
        # Whoever wants to differentiate the gradient again needs products that remember how they came about.
        product = F.linear if torch.is_grad_enabled() else _product
        wanted = context.needs_input_grad[0]  # an image needs no gradient
        return (
            product(gradient, weight.t()) if wanted else None,
            product(gradient.t(), input.t()),
            gradient.sum(0) if context.has_bias else None,
        )
