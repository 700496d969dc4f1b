"""Own data sets of 200,000 images of 64 x 64 x 3: rate and memory of the import, and an epoch from the disk and from memory.

    python -m tests.benchmarks.own_data --folder DIR --count 200000

Each part runs in a process of its own, so that its peak memory is its own. The epoch reads every batch as a training does,
and trains a small dense network on it. Pages of the file that the system keeps in its cache are not the process's own, so
the memory is that without them (RssAnon).
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import torch

from tests.support.pictures import encoded
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.own_data import import_pictures, new_name, open_path
from vae_core.training.trainer import Trainer

SHAPE = (64, 64, 3)
PICTURES = 20_000  # of the zip archive of PNG files


def peak_anonymous() -> float:
    """The megabytes that the process itself holds now, without cached pages of files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) / 1000


class Watch:
    """The highest memory of the process while a block runs."""

    def __enter__(self):
        self.peak, self.is_over = peak_anonymous(), threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def look(self):
        while not self.is_over.wait(0.02):
            self.peak = max(self.peak, peak_anonymous())

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()


def chunk(number, count):
    """Some images of smooth colours with noise, all different."""
    generator = np.random.default_rng(number)
    base = generator.integers(0, 200, (count, 8, 8, 3)).astype(np.uint8).repeat(8, 1).repeat(8, 2)
    return base + generator.integers(0, 50, (count, *SHAPE)).astype(np.uint8)


def write_sources(folder, count):
    """Writes the images as one .npy file, and the first of them as PNG files in a zip archive."""
    with open(folder / "images.npy", "wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": (count, *SHAPE)})
        for start in range(0, count, 1000):
            file.write(chunk(start, min(1000, count - start)).tobytes())
    with zipfile.ZipFile(folder / "pictures.zip", "w") as archive:
        for start in range(0, min(PICTURES, count), 1000):
            for number, image in enumerate(chunk(start, 1000)):
                archive.writestr(f"{number % 5}/{start + number}.png", encoded(image))


def importing(name, path):
    with Watch() as memory:
        started = time.perf_counter()
        own = import_pictures(open_path(path), new_name(name))
        seconds = time.perf_counter() - started
    return {"images": own.data.count, "images/s": round(own.data.count / seconds), "peak MB": round(memory.peak)}


def training(place):
    """Seconds of the second of two epochs; the images are on the disk, or copied into memory first."""
    config = RunConfig(data="large", hidden=(64,), epochs=2, threads=1, device="cpu", batch_size=256)
    with Watch() as memory:
        image_set = load_for(config)
        if place == "memory":
            object.__setattr__(image_set, "images", image_set.images.clone())
        trainer, starts = Trainer(config, image_set), []
        torch.set_num_threads(1)
        started = time.perf_counter()
        for report in trainer.train():
            if report.validation is not None:
                starts.append(time.perf_counter() - started)
    return {"epoch s": round(starts[1] - starts[0], 2), "peak MB": round(memory.peak)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--part", default="")
    options = parser.parse_args()
    os.environ["LATENT_LAB_RUNS"] = str(options.folder / "runs")
    parts = {
        "sources": lambda: write_sources(options.folder, options.count) or {},
        "import .npy": lambda: importing("large", options.folder / "images.npy"),
        "import zip of PNG": lambda: importing("pictures", options.folder / "pictures.zip"),
        "epoch, disk": lambda: training("disk"),
        "epoch, memory": lambda: training("memory"),
    }
    if options.part:
        return print(json.dumps(parts[options.part]()))
    options.folder.mkdir(parents=True, exist_ok=True)
    for part in parts:
        again = [sys.executable, "-m", "tests.benchmarks.own_data", "--part", part]
        again += ["--folder", str(options.folder), "--count", str(options.count)]
        print(
            f"{part:>20}  {subprocess.run(again, check=True, capture_output=True, text=True).stdout.strip()}",
            flush=True,
        )
    return None


if __name__ == "__main__":
    main()
