"""Where the arithmetic happens and with how many threads."""

import torch


def choose_device(wanted: str) -> torch.device:
    """The device of that name; "auto" takes CUDA, then Apple's MPS, then the processor. ValueError if it is not here."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, is_there in present.items() if is_there))
    if not present[wanted]:
        here = ", ".join(name for name, is_there in present.items() if is_there)
        raise ValueError(f"device {wanted!r} is not available on this machine; choose auto or one of {here}")
    return torch.device(wanted)


def use_threads(count: int) -> int:
    """Let PyTorch use `count` threads (0: leave it as it is); how many it uses now."""
    if count:
        torch.set_num_threads(count)
    return torch.get_num_threads()
