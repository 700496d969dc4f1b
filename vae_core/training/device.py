"""The device of a training, the CPU cores that this process may use, and the number of threads that pays."""

import math
import os
import time
from collections.abc import Callable, Hashable
from pathlib import Path

import torch

CALIBRATION_SECONDS = 0.4  # for all thread counts together
WORTH = 1.2  # a doubling of the threads pays where it makes a step at least so many times as fast
CGROUP, CGROUP_ROOT = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")

_measured: dict[Hashable, int] = {}


def choose_device(wanted: str) -> torch.device:
    """The device of that name; "auto" takes CUDA, then Apple's MPS, then the CPU. ValueError if it is not here."""
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


def allowed_cores() -> int:
    """CPU cores that this process may use: its affinity and its container's limit count, not the machine's cores."""
    # macOS and Windows have neither this call nor control groups.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.floor(min(cores, _cgroup_cores())))


def _cgroup_cores() -> float:
    """The smallest `cpu.max` of this process's control group (version 2) and those above it; infinite without one.

    Linux documentation, Control Group v2: the file holds "quota period" in microseconds, or "max period".
    """
    try:
        lines = CGROUP.read_text().splitlines()
    except OSError:
        return math.inf
    own = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), "")
    group = CGROUP_ROOT / own
    groups = [group, *group.parents] if group.is_relative_to(CGROUP_ROOT) else [CGROUP_ROOT]
    return min(_quota(folder / "cpu.max") for folder in groups if folder.is_relative_to(CGROUP_ROOT))


def _quota(file: Path) -> float:
    try:
        quota, period = map(float, file.read_text().split())
        return quota / period if quota > 0 and period > 0 else math.inf
    except (OSError, ValueError):  # the root has no such file; "max" is no number
        return math.inf


# As PyTorch finds it at its start: OMP_NUM_THREADS counts, which limits a worker. Later calls change what PyTorch answers.
MOST_THREADS = min(torch.get_num_threads(), allowed_cores())


def measured_threads(
    work: Hashable, make_step: Callable[[], Callable[[], object]], most: int = 0, worth: float = WORTH
) -> int:
    """The number of threads from 1 to `most` (0: MOST_THREADS) that pays for this work; measured once in a process.

    `make_step` makes a function that takes one optimizer step; `work` names what decides how long one takes.
    """
    most = most or MOST_THREADS
    if most == 1:
        return 1
    key = (work, most, worth)
    if key not in _measured:
        counts = [2**power for power in range(most.bit_length())]
        _measured[key] = chosen(step_seconds(make_step(), counts), worth)
    return _measured[key]


def step_seconds(step: Callable[[], object], counts: list[int]) -> dict[int, float]:
    """Seconds of a step with each number of threads.

    The fastest step counts: of one thread by CPU time, of more by the clock. Other programs then make more threads look
    slower, never one: with 13 busy programs on two cores, the clock alone said that two threads were 3 times as fast.
    """
    before, best = torch.get_num_threads(), dict.fromkeys(counts, math.inf)
    end, alone = time.perf_counter() + CALIBRATION_SECONDS, list[float]()
    try:
        while math.inf in best.values() or time.perf_counter() < end:
            for count in counts:
                torch.set_num_threads(count)
                step()  # the first after a change starts threads
                started, used = time.perf_counter(), time.thread_time()
                step()
                best[count] = min(best[count], time.perf_counter() - started)
                alone += [time.thread_time() - used] if count == 1 else []
    finally:
        torch.set_num_threads(before)
    # Windows counts CPU time in ticks of 16 ms: only the average has a meaning there.
    return best | ({1: min(alone) or sum(alone) / len(alone)} if alone else {})


def chosen(seconds: dict[int, float], worth: float) -> int:
    """The largest number of threads up to which each doubling pays."""
    best = 1
    while 2 * best in seconds and seconds[best] >= worth * seconds[2 * best]:
        best *= 2
    return best
