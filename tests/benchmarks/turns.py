"""What each contestant's process does: wait for a line, train an epoch, print how long it took. Imports nothing of ours."""

import json
import sys
import time
from collections.abc import Callable


def take_turns(epoch: Callable[[], float]) -> None:
    """Call `epoch` for each line of the input; print its processor seconds (all threads), wall seconds and result."""
    for _ in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        loss = epoch()
        times = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "loss": loss}
        print(json.dumps(times), flush=True)
