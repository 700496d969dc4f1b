"""A repair of torchvision's import; import this module before torchvision.

With the CPU build of torch on Linux, the published torchvision cannot load its compiled operators, and its import fails
because two schemas are missing. Data sets and transforms need neither operator, so this module declares the schemas.
"""

import sys

import torch

try:
    import torchvision  # noqa: F401
except RuntimeError as error:
    if "torchvision::nms" not in str(error):
        raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # parts of the failed import
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # kept alive: the schemas are deleted with it
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
