"""Import this before torchvision. With the processor build of torch on Linux the published torchvision cannot load its compiled
operators, and its import fails for want of two schemas; data sets and transforms need none of them, so they are declared here."""

import sys

import torch

try:
    import torchvision  # type: ignore[import-untyped]  # noqa: F401
except RuntimeError as error:
    if "torchvision::nms" not in str(error):
        raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # what the failed import left behind
    library = torch.library.Library("torchvision", "DEF")  # kept alive here: the schemas go with it
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
