"""Prints the time of one epoch of our trainer beside pytorch/examples' recipe and pythae: `python -m tests.benchmarks.trainer`.

The same work for all: MNIST, dense 784-400-20-400-784, grey targets, Adam 1e-3, batch 128; train on the 60,000 images, then
evaluate the 10,000. Each contestant is a process that keeps its model; they take turns, an epoch each, so that a busy
machine slows all of them alike. Nothing is asserted: times belong to a machine.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCH = ROOT / ".venv-bench"  # pythae's own environment: it must not decide on our versions
TARGETS = {"pytorch/examples": 0.30, "pythae": 0.62}  # of their processor time, what the project wants to stay below


class Contestant:
    """A process that trains an epoch each time it is asked, and says how long that took."""

    def __init__(self, name: str, python: str, script: str, folder: Path, threads: int) -> None:
        self.name = name
        limits = {variable: str(threads) for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
        command = [python, f"tests/benchmarks/{script}", str(folder)]
        environment = os.environ | limits | {"PYTHONPATH": str(ROOT)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)

    def epoch(self) -> dict[str, float]:
        """Processor seconds, wall seconds and test loss in nats of the next epoch."""
        self.process.stdin.write("epoch\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("{"):  # the others are the contestant's own words
                return json.loads(line)
        raise RuntimeError(f"{self.name} ended with exit code {self.process.wait()}; its words stand above")

    def end(self) -> None:
        """Close its input, upon which it ends."""
        self.process.stdin.close()
        self.process.wait()


def write_idx(folder: Path) -> None:
    """Put the bundled MNIST into `folder` as the four files that the others read: IDX, big-endian sizes before the bytes."""
    from vae_core.datasets import load_dataset

    mnist, raw = load_dataset("mnist"), folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part, rows in (("train", slice(0, 60_000)), ("t10k", slice(60_000, 70_000))):
        for kind, values in (("images-idx3", mnist.images[rows, 0]), ("labels-idx1", mnist.labels[rows].byte())):
            head = bytes([0, 0, 8, values.ndim]) + b"".join(size.to_bytes(4, "big") for size in values.shape)
            (raw / f"{part}-{kind}-ubyte").write_bytes(head + values.numpy().tobytes())


def pythae_python() -> str | None:
    """The interpreter of pythae's environment, which is made when it is missing; None where that fails."""
    python, wanted = BENCH / "bin" / "python", Path(__file__).with_name("requirements.txt")
    stamp = BENCH / "installed"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)]
        for command in ([sys.executable, "-m", "venv", str(BENCH)], install):
            if subprocess.run(command, check=False).returncode:
                print("pythae could not be installed; it is left out", file=sys.stderr)
                return None
        stamp.write_text(wanted.read_text())
    return str(python)


def measure(rounds: int, threads: int, folder: Path) -> dict[str, list[dict[str, float]]]:
    """`rounds` epochs of each contestant, by turns, after one that only warms up."""
    write_idx(folder)
    contestants = [
        Contestant("Latent Lab", sys.executable, "ours.py", folder, threads),
        Contestant("pytorch/examples", sys.executable, "examples_recipe.py", folder, threads),
    ]
    if python := pythae_python():
        contestants.append(Contestant("pythae", python, "pythae_recipe.py", folder, threads))
    for contestant in contestants:
        contestant.epoch()
    results: dict[str, list[dict[str, float]]] = {contestant.name: [] for contestant in contestants}
    for turn in range(rounds):
        for contestant in contestants[turn % 2 :] + contestants[: turn % 2]:
            results[contestant.name].append(contestant.epoch())
    for contestant in contestants:
        contestant.end()
    return results


def show(results: dict[str, list[dict[str, float]]]) -> None:
    """A line for each: medians, our share of their time in each round, and the loss, which tells that the work is the same."""
    print(f"{'':18}{'CPU s':>8}{'wall s':>8}{'ours/theirs CPU':>24}{'wall':>18}{'wanted':>8}{'test loss':>11}")
    ours = results["Latent Lab"]
    for name, epochs in results.items():
        cpu, wall = ([epoch[key] for epoch in epochs] for key in ("cpu", "wall"))
        shares = [_range([a[key] / b[key] for a, b in zip(ours, epochs, strict=True)]) for key in ("cpu", "wall")]
        wanted = f"{TARGETS[name]:.2f}" if name in TARGETS else ""
        print(
            f"{name:18}{statistics.median(cpu):8.2f}{statistics.median(wall):8.2f}"
            f"{shares[0]:>24}{shares[1]:>18}{wanted:>8}{epochs[-1]['loss']:11.2f}"
        )


def _range(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.trainer")
    parser.add_argument("--rounds", type=int, default=3, help="epochs of each that count (default: 3)")
    parser.add_argument("--threads", type=int, default=1, help="processor threads of each (default: 1)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show(measure(options.rounds, options.threads, Path(folder)))


if __name__ == "__main__":
    main()
