"""Import this before torchvision.

With the processor build of torch on Linux the published torchvision cannot load its compiled operators, and its import
fails for want of two schemas. Data sets and transforms need neither operator, so the schemas are declared here.
"""

import sys

import torch

try:
    import torchvision  # noqa: F401
except RuntimeError as error:
    if "torchvision::nms" not in str(error):
        raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # what the failed import left behind
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # kept alive here: the schemas go with it
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
