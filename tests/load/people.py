"""People who use the app without a browser, and tables of how long they waited."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.streamlit_session import Visitor

PAGES = ("", "map", "runs", "compare", "interpolate", "learn", "train", "generate")


class Times:
    """Seconds by what was done, from all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.complaints: list[str] = []

    def table(self) -> str:
        """Returns a line for all actions and one for each kind: count, median, 95th percentile, slowest."""
        everything = [each for values in self.seconds.values() for each in values]
        rows = [("ALL PAGE ACTIONS", everything), *sorted(self.seconds.items())]
        lines = [row_of(what, values) for what, values in rows if values]
        return "\n".join([*lines, *self.complaints[:10], f"{len(self.complaints)} failed"])


def row_of(what: str, values: Sequence[float]) -> str:
    """Returns a line of a table: count, median, 95th percentile and slowest."""
    ordered = sorted(values)
    median, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{what:24} {len(values):6}  median {median:7.3f} s  95 % {late:7.3f} s  slowest {ordered[-1]:7.3f} s"


def crowd(
    app: str,
    people: int,
    seconds: float,
    think: tuple[float, float],
    act: Callable[[Visitor, random.Random, Times], None],
) -> Times:
    """Lets people act for so long, each with pauses to think; returns how long they waited."""
    times, end = Times(), time.monotonic() + seconds

    def one(number: int) -> None:
        chance = random.Random(number)
        try:
            time.sleep(chance.uniform(0, min(10.0, seconds / 4)))  # people do not come at the same moment
            visitor = Visitor(app)
            times.seconds["open the map, first page"].append(visitor.open("map"))
            while time.monotonic() < end:
                time.sleep(chance.uniform(*think))
                act(visitor, chance, times)
            visitor.close()
        except Exception as error:  # one person's failure is a row of the report
            times.complaints.append(f"{type(error).__name__}: {error}"[:200])

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(one, range(people)))
    return times


def wander(visitor: Visitor, chance: random.Random, times: Times) -> None:
    """Reruns the page half of the time, as a touched control does, or opens another one."""
    if chance.random() < 0.5:
        times.seconds[f"rerun /{visitor.page}"].append(visitor.rerun())
    else:
        page = chance.choice(PAGES)
        times.seconds[f"open /{page}"].append(visitor.open(page))


def stay(visitor: Visitor, chance: random.Random, times: Times) -> None:
    """Reports the end of a drag, the one message that a drag on the map sends."""
    times.seconds["end of a drag"].append(visitor.rerun())


class Repeated(threading.Thread):
    """A thread that calls a function again and again until it is stopped."""

    def __init__(self, act: Callable[[], None], pause: float) -> None:
        super().__init__(daemon=True)
        self.act, self.pause, self.is_over = act, pause, threading.Event()

    def run(self) -> None:
        """Calls the function."""
        while not self.is_over.wait(self.pause):
            self.act()

    def stop(self) -> None:
        """Ends the thread."""
        self.is_over.set()
        self.join(60)
