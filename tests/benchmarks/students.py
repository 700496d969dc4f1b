"""Thirty students and their teacher on one server: `python -m tests.benchmarks.students [--seconds 20] [--students 30]`.

Each student is a real websocket session with a cookie of its own that joins a classroom, trains, watches its run by its
event stream and goes on clicking through the pages until the training is over; the teacher watches the board. The first
student is greedy and trains three times. Prints whether all finished, the order of starts, the times of page actions and
the memory of server and workers; nothing is asserted: times belong to a machine.
"""

import argparse
import hashlib
import json
import os
import random
import statistics
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.classroom import rooms
from tests.benchmarks.streamlit_session import Visitor
from tests.support.processes import loop_seconds, memory_mb, processor_seconds
from tests.support.serving import running_app
from vae_core.runs.run import Run

GREEDY = 3  # runs of the first student
THINKING = (2.0, 6.0)  # seconds between two actions of a student
BOARD_SECONDS = 2.0
WORKER_DELAY_SECONDS = 20.0
PLACES = ("", "map", "runs", "compare", "interpolate", "learn", "beta")
OVER = ("finished", "time", "converged")


@dataclass
class Log:
    """What happened, from all threads."""

    actions: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds by what was done
    submitted: dict[str, int] = field(default_factory=dict)  # the student by run
    complaints: list[str] = field(default_factory=list)


def student(number: int, app: str, code: str, seconds: int, log: Log) -> None:
    """Join, train, watch and click until the own trainings are over."""
    chance = random.Random(number)
    visitor = Visitor(app)
    rooms.join(code, person_of(visitor), f"Student {number}")
    time.sleep(chance.uniform(0, 10))  # a class does not press at the same moment
    log.actions["open the train page"].append(visitor.open("train", f"data=digits&seconds={seconds}"))
    watching = []
    for _ in range(GREEDY if number == 0 else 1):
        log.actions["press Train"].append(visitor.command("train"))
        run_id = visitor.address.split("run=")[1].split("&")[0]
        log.submitted[run_id] = number
        watching.append(threading.Thread(target=watch, args=(app, run_id), daemon=True))
        watching[-1].start()
    own = visitor.address
    while any(thread.is_alive() for thread in watching):
        time.sleep(chance.uniform(*THINKING))
        act(visitor, chance, own, log)
    visitor.close()


def act(visitor: Visitor, chance: random.Random, own: str, log: Log) -> None:
    """Rerun the page, go somewhere else, or come back to the own run."""
    kind = chance.choice(("rerun", "go", "own"))
    if kind == "rerun":
        log.actions[f"rerun /{visitor.page}"].append(visitor.rerun())
    elif kind == "own":
        log.actions["open the own run"].append(visitor.open("train", own))
    else:
        page = chance.choice(PLACES)
        log.actions[f"open /{page}"].append(visitor.open(page))


def watch(app: str, run_id: str) -> None:
    """Follow a run's events to its end, with the files that a browser loads on the way."""
    kind = ""
    with urllib.request.urlopen(f"{app}/runs/{run_id}/events", timeout=3600) as stream:
        for line in map(bytes.decode, stream):
            if line.startswith("event: "):
                kind = line[7:].strip()
            elif line.startswith("data: ") and kind == "live":
                told = json.loads(line[6:])
                for name in filter(None, ("live.safetensors" if told["changed"] else "", told["decoder"])):
                    urllib.request.urlopen(f"{app}/runs/{run_id}/{name}").read()
            elif line.startswith("data: ") and kind == "end":
                return


def teacher(visitor: Visitor, code: str, is_over: threading.Event, log: Log) -> None:
    """Look at the board, which repeats itself, until the class is over."""
    visitor.open("room", f"code={code}")
    while not is_over.wait(BOARD_SECONDS):
        log.actions["the teacher's board"].append(visitor.repeat())


def person_of(visitor: Visitor) -> str:
    """As dashboard/ui/session.py calls whoever has this cookie."""
    return hashlib.sha256(visitor.cookie.encode()).hexdigest()[:32]


def measure_memory(server: int, is_over: threading.Event, most: dict[str, float]) -> None:
    """Keep the greatest memory seen, and the longest queue of the machine."""
    while not is_over.wait(1.0):
        seen = memory_mb(server) | {"load": os.getloadavg()[0]}
        for name, value in seen.items():
            most[name] = max(most.get(name, 0.0), value)


def asked_at(path: Path) -> float:
    """When a run was made, in seconds since 1970: its configuration is written once."""
    return (path / "config.json").stat().st_mtime


def start_of(path: Path) -> float:
    """When the training of a run that is over began, in seconds since 1970: its end, less what it took."""
    return (path / "summary.json").stat().st_mtime - (Run(path).summary.seconds or 0.0)


def report(log: Log, folder: Path, most: dict[str, float], wall: float) -> None:
    """Print what came of it."""
    print("\n".join(log.complaints))
    if not log.submitted:
        raise SystemExit("nobody could train")
    ended = [Run(folder / run_id).summary.status for run_id in log.submitted]
    print(f"{sum(status in OVER for status in ended)} of {len(ended)} trainings finished within {wall:.0f} s")
    asked = sorted(log.submitted, key=lambda run_id: asked_at(folder / run_id))
    order = sorted(log.submitted, key=lambda run_id: start_of(folder / run_id))
    print("asked   ", *(log.submitted[run_id] for run_id in asked))
    print("started ", *(log.submitted[run_id] for run_id in order))
    waits = [start_of(folder / run_id) - asked_at(folder / run_id) for run_id in order]
    print(f"waited  median {statistics.median(waits):.0f} s, longest {max(waits):.0f} s")
    everything = [value for what, values in log.actions.items() if "board" not in what for value in values]
    for what, values in [("ALL PAGE ACTIONS", everything), *sorted(log.actions.items())]:
        ordered = sorted(values)
        at_95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        times = f"median {statistics.median(values):.3f} s  95 % {at_95:.3f} s  slowest {ordered[-1]:.3f} s"
        print(f"{what:24} {len(values):5}  {times}")
    print("most  ", ", ".join(f"{name} {value:.0f}{'' if name == 'load' else ' MB'}" for name, value in most.items()))


def main() -> None:
    """Run the class and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="of each training, at least 5")
    parser.add_argument("--students", type=int, default=30)
    options = parser.parse_args()
    log, most, is_over = Log(), dict[str, float](), threading.Event()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["LATENT_LAB_RUNS"] = name
        with running_app(folder) as (app, server):
            time.sleep(WORKER_DELAY_SECONDS)  # a teacher starts the server before the class comes
            board = Visitor(app)
            code = rooms.make_room("A class", person_of(board)).code
            others = [
                threading.Thread(target=teacher, args=(board, code, is_over, log), daemon=True),
                threading.Thread(target=measure_memory, args=(server.pid, is_over, most), daemon=True),
            ]
            [thread.start() for thread in others]
            began, used = time.monotonic(), processor_seconds(server.pid)
            with ThreadPoolExecutor(options.students) as pool:
                learning = [
                    pool.submit(student, number, app, code, options.seconds, log) for number in range(options.students)
                ]
                log.complaints += [
                    f"a student was turned away: {one.exception()}" for one in learning if one.exception()
                ]
            wall = time.monotonic() - began
            is_over.set()
            [thread.join(10) for thread in others]
            report(log, folder, most, wall)
            ran, waited = loop_seconds(server.pid)
            print(f"the server used {processor_seconds(server.pid) - used:.0f} processor seconds;", end=" ")
            print(f"its event loop ran {ran:.0f} s, and was ready but without a processor for {waited:.0f} s")


if __name__ == "__main__":
    main()
