"""A dense layer that computes its products with oneDNN where that is faster than PyTorch's own choice."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# PyTorch computes float32 products with MKL, which leaves half of AVX-512 unused on AMD CPUs (100 instead of 220 GFLOP/s
# a core, measured). The operator below uses oneDNN. torch.compile calls it too, but it is not public: the version of torch
# is pinned, and a torch without the operator uses MKL.
IS_FASTER = (
    torch.backends.cpu.get_cpu_capability() == "AVX512"
    and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    and hasattr(torch.ops.mkldnn, "_linear_pointwise")
)


class Linear(nn.Linear):
    """`nn.Linear` for inputs (N, features), equal up to rounding."""

    def forward(self, input: Tensor) -> Tensor:
        if not IS_FASTER or not _is_plain(input):
            return F.linear(input, self.weight, self.bias)
        output: Tensor = _Product.apply(input, self.weight, self.bias)  # type: ignore[no-untyped-call]
        return output


def _is_plain(input: Tensor) -> bool:
    """Checks that the input is float32 on the CPU and that no graph is being recorded."""
    return (
        input.device.type == "cpu"
        and input.dtype == torch.float32
        and not torch.is_autocast_enabled("cpu")
        and not torch.jit.is_tracing()  # type: ignore[attr-defined, no-untyped-call]
        and not torch._C._are_functorch_transforms_active()
        and not torch.compiler.is_compiling()
    )


def _product(left: Tensor, right: Tensor, bias: Tensor | None = None) -> Tensor:
    """Returns left @ right.T + bias: (N, I) and (O, I) -> (N, O)."""
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
        # A second derivative needs products that autograd can differentiate.
        product = F.linear if torch.is_grad_enabled() else _product
        wanted = context.needs_input_grad[0]  # an image needs no gradient
        return (
            product(gradient, weight.t()) if wanted else None,
            product(gradient.t(), input.t()),
            gradient.sum(0) if context.has_bias else None,
        )
