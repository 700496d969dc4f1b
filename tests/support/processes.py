"""Memory and CPU time of processes, from /proc: Linux alone."""

import os
from pathlib import Path


def memory_mb(server: int) -> dict[str, float]:
    """Resident memory of the server and of all processes that it started, in MB."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    family = {server}
    for _ in range(4):  # nanny, worker, and what they start
        family |= {child for child, parent in parents.items() if parent in family}
    sizes = {number: resident_mb(number) for number in family}
    return {
        "server": sizes.pop(server),
        "workers and their helpers": sum(sizes.values()),
        "largest of them": max(sizes.values(), default=0.0),
    }


def processor_seconds(process: int) -> float:
    """The processor time that a process has used."""
    times = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def loop_seconds(process: int) -> tuple[float, float]:
    """Seconds in which the server's event loop ran, and in which it was ready and waited for a processor."""
    ran, waited = Path(f"/proc/{process}/schedstat").read_text().split()[:2]
    return int(ran) / 1e9, int(waited) / 1e9


def resident_mb(process: int) -> float:
    """Resident memory of a process in MB; 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
