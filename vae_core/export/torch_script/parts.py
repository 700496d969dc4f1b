"""The pieces of a script: sections of text and code, functions copied from the project, layers as source text."""

import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import nn

from vae_core.nn.networks import PixelBias

WIDTH = 110  # characters of a line of text
# Python shows this line where the import fails.
_SAME_BUILD = "# built for this torch, else: operator torchvision::nms does not exist"
IMPORTS = {  # what the code uses -> its import, in the order of a sorted import block
    r"\bmath\.": "import math",
    r"\bnp\.": "import numpy as np",
    r"\btorch\.": "import torch",
    r"\bF\.": "import torch.nn.functional as F",
    r"\bImage\.": "from PIL import Image",
    r"\bload_digits\(": "from sklearn.datasets import load_digits  # it contains these digits",
    r"\bnn\.": "from torch import nn",
    r"\bfunctional_call\(": "from torch.func import functional_call",
    r"\bdatasets\.": f"from torchvision import datasets  {_SAME_BUILD}",
    r"\bv2\.": "from torchvision.transforms import v2",
}
PACKAGE_NAMES = {"PIL": "pillow", "sklearn": "scikit-learn"}  # module -> its package, where the names differ


@dataclass(frozen=True)
class Section:
    """A part of the script: a cell of the notebook."""

    title: str
    text: str  # Markdown; a comment in the script
    code: str


@dataclass(frozen=True)
class Constant:
    """A setting at the head of the script."""

    name: str
    value: Any
    comment: str = ""

    def line(self) -> str:
        """Returns the assignment, with its comment where both fit one line, else below the comment."""
        start = f"{self.name} = {self.value!r}"
        if not self.comment:
            return start
        line = f"{start}  # {self.comment}"
        return line if len(line) <= WIDTH else f"{comment(self.comment)}\n{start}"


def comment(text: str) -> str:
    """Returns text as comment lines."""
    return textwrap.fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ")


def code(text: str) -> str:
    """Returns a template without its indentation."""
    return textwrap.dedent(text).strip("\n")


def source(*functions: Callable[..., Any]) -> str:
    """Returns functions of this project as source text without types: they need nothing but PyTorch."""
    texts = [inspect.getsource(function).strip("\n") for function in functions]
    return "\n\n\n".join(
        re.sub(r"^( *def .*:)$", lambda line: _untyped(line[1]), text, flags=re.MULTILINE) for text in texts
    )


def _untyped(line: str) -> str:
    """Returns the first line of a function without the types of its arguments and of its result."""
    return re.sub(r"\) -> .*:$", "):", re.sub(r"(\w): \w+(?= = |, |\))", r"\1", line)).replace(" = ", "=")


def imports_of(text: str) -> str:
    """Returns the import lines of the names that the code uses, in isort's order."""
    lines = [line for pattern, line in IMPORTS.items() if re.search(pattern, text)]
    standard = [line for line in lines if line == "import math"]
    plain = [line for line in lines if line.startswith("import ") and line not in standard]
    others = [line for line in lines if line.startswith("from ")]
    third = "\n".join([*plain, *sorted(others, key=lambda line: line.split()[1])])
    return "\n\n".join(filter(None, ["\n".join(standard), third]))


def packages_of(text: str) -> str:
    """Returns the packages to install for the names that the code uses."""
    modules = [line.split()[1].split(".")[0] for line in imports_of(text).splitlines() if line]
    return " ".join(dict.fromkeys(PACKAGE_NAMES.get(module, module) for module in modules if module != "math"))


def assign(name: str, network: nn.Sequential) -> str:
    """Returns the lines that make a network of plain layers an attribute of the model.

    A dense decoder of this project creates its last layer first, and initial weights follow from the order.
    """
    first, lines = "", []
    for module in network:
        if isinstance(module, nn.Linear) and "bias" not in dict(module.named_parameters()):
            first = f"last = {layer(module)}  # made first, as in the run: initial weights follow from the order\n"
            lines.append("last")
        elif not isinstance(module, nn.Identity):
            lines.append(layer(module))
    return f"{first}self.{name} = nn.Sequential(\n" + "".join(f"    {line},\n" for line in lines) + ")"


def layer(module: nn.Module) -> str:
    """Returns the call that makes this layer. Raises a ValueError for a layer without a template."""
    kind = type(module).__name__
    has_bias = "bias" in dict(module.named_parameters())
    bias = "" if has_bias else ", bias=False"
    if isinstance(module, nn.Linear):
        return f"nn.Linear({module.in_features}, {module.out_features}{bias})"
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        sizes = f"{module.in_channels}, {module.out_channels}, {module.kernel_size}"
        return f"nn.{kind}({sizes}, stride=2, padding=1{bias})"
    if isinstance(module, nn.Unflatten):
        return f"nn.Unflatten({module.dim}, {tuple(module.unflattened_size)})"
    if isinstance(module, PixelBias):
        return f"PixelBias({tuple(module.bias.shape)})"
    if isinstance(module, nn.LeakyReLU) and module.negative_slope != nn.LeakyReLU().negative_slope:
        return f"nn.LeakyReLU({module.negative_slope})"
    if isinstance(module, nn.Flatten | nn.ReLU | nn.SiLU | nn.Tanh | nn.LeakyReLU):
        return f"nn.{kind}()"
    raise ValueError(f"a layer {kind} has no form in a script yet; add it to {__name__}")
