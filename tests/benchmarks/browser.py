"""Prints how smooth the map is in a real Chromium: `python -m tests.benchmarks.browser`.

The time of a frame while the marker is dragged and while the view is panned and zoomed, over 10,000, 70,000 and a million
points, the memory of the page, and the time of a decode. Headless, without a graphics card, on the running app. Nothing is
asserted: times belong to a machine.
"""

import itertools
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import torch
from playwright.sync_api import Page, sync_playwright

from dashboard.ui.components.assets import asset_version
from tests.support.browsers import FLAGS, chromium_path
from tests.support.map_page import marker, open_map
from tests.support.paths import ROOT
from tests.support.serving import running_app
from vae_core.datasets import load_dataset
from vae_core.files import write_tensors
from vae_core.measures.metrics import embed_all
from vae_core.runs.run import Run
from vae_core.training.batches import BatchLoader

SOURCE = ROOT / "assets" / "pretrained" / "mnist-vae-2d"
POINTS = {"a" * 32: 10_000, "b" * 32: 70_000, "c" * 32: 1_000_000}  # runs by their ids
MOVES = 240
# Notes when the page drew a frame, and how often it painted pixels on a canvas: points, or a decoded image.
WATCH = """() => {
  const put = CanvasRenderingContext2D.prototype.putImageData;
  window.watch = { times: [], pictures: 0 };
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    window.watch.pictures++;
    return put.apply(this, given);
  };
  const tick = (now) => { window.watch.times.push(now); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
DECODE = """async ([version, run]) => {
  const { openDecoder } = await import(`/assets/${version}/js/run/decoder.js`);
  const decoder = await openDecoder(`/runs/${run}/decoder.onnx`);
  const time = async (count, repeats) => {
    const z = Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i)), times = [];
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      await decoder.decode(z, count);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[repeats >> 1];
  };
  await time(1, 20);
  return [await time(1, 300), await time(400, 20)];
}"""


def write_runs(folder: Path) -> None:
    """Copies of a bundled run whose map shows as many points as POINTS says."""
    loader = BatchLoader(load_dataset("mnist"))
    rows = torch.arange(70_000).flip(0)  # test images first
    mean, log_var = embed_all(Run(SOURCE).load_model(), loader, rows)
    rows = rows.repeat(-(-max(POINTS.values()) // len(rows)))  # beyond 70,000 each image again, a little beside itself
    mean, log_var = (part.repeat(len(rows) // len(part), 1) for part in (mean, log_var))
    mean[70_000:] += 0.05 * torch.randn(mean[70_000:].shape, generator=torch.Generator().manual_seed(0))
    for name, count in POINTS.items():
        shutil.copytree(SOURCE, folder / name)
        codes = {"mean": mean[:count], "log_var": log_var[:count], "label": loader.labels[rows[:count]].int()}
        places = {"index": rows[:count].int(), "split": torch.full((count,), 2, dtype=torch.uint8)}
        write_tensors(folder / name / "latents.safetensors", codes | places)


def move(page: Page, start: tuple[float, float]) -> dict[str, float]:
    """Hold the button down at `start` and walk in circles; the frames meanwhile."""
    circle = torch.linspace(0, 25, MOVES)
    page.mouse.move(*start)
    page.mouse.down()
    page.evaluate("() => { window.watch.times = []; window.watch.pictures = 0; }")
    for x, y in zip((60 * circle.sin()).tolist(), (60 * circle.cos() - 60).tolist(), strict=True):
        page.mouse.move(start[0] + x, start[1] + y)
    watch: dict[str, Any] = page.evaluate("() => window.watch")
    page.mouse.up()
    return frames_of(watch)


def zoom(page: Page, place: tuple[float, float]) -> dict[str, float]:
    """Turn the wheel to and fro over `place`; the frames meanwhile."""
    page.mouse.move(*place)
    page.evaluate("() => { window.watch.times = []; window.watch.pictures = 0; }")
    for step in range(MOVES // 2):
        page.mouse.wheel(0, -60 if step % 40 < 20 else 60)
    return frames_of(page.evaluate("() => window.watch"))


def frames_of(watch: dict[str, Any]) -> dict[str, float]:
    """What the frames' times say."""
    times = watch["times"]
    gaps = [b - a for a, b in itertools.pairwise(times)]
    return {
        "frame ms, median": statistics.median(gaps),
        "95th percentile": statistics.quantiles(gaps, n=20)[-1],
        "slowest": max(gaps),
        "pictures/s": 1000 * watch["pictures"] / (times[-1] - times[0]),
    }


def memory_mb(page: Page) -> float:
    """Resident memory of the page's process, the largest renderer, in MB."""
    session = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [Path(f"/proc/{process['id']}/statm") for process in processes if process["type"] == "renderer"]
    return max(int(path.read_text().split()[1]) for path in pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(page: Page, address: str, run: str) -> dict[str, dict[str, float]]:
    """The figures of one map: the marker dragged, then the empty rim, which pans."""
    open_map(page, f"{address}/map?run={run}")
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)
    x, y = marker(page)
    dragged = move(page, (x, y))
    box = page.get_by_test_id("map").bounding_box()
    assert box
    panned = move(page, (box["x"] + 8, box["y"] + 150))
    zoomed = zoom(page, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    return {"drag the marker": dragged, "pan": panned, "zoom": zoomed}


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        write_runs(Path(folder))
        with running_app(Path(folder)) as server:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for run, count in POINTS.items():
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                for what, figures in measure(page, server.address, run).items():
                    words = "   ".join(f"{name} {value:.1f}" for name, value in figures.items())
                    print(f"{count:>9,} points  {what:14} {words}", flush=True)
                print(f"{count:>9,} points  {memory_mb(page):.0f} MB of memory")
                page.close()
            page = browser.new_page()
            page.goto(f"{server.address}/healthz")
            one, many = page.evaluate(DECODE, [asset_version(), next(iter(POINTS))])
            print(f"decode one code {one:.2f} ms, 20 x 20 codes {many:.1f} ms")
            browser.close()


if __name__ == "__main__":
    main()
