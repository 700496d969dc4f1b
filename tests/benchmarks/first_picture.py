"""Prints how soon the Train page answers: `python -m tests.benchmarks.first_picture`.

A real Chromium opens the app's Train page and presses Train, several times; the first time is cold for the page. Each part
is given in seconds after the press, by the files of the run and by what the page shows. Then it moves beta from 0 to 20
in a training of the digits, and gives the seconds until the curve of the KL has fallen to half. About a minute; nothing
is asserted, because times belong to a machine.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.job import cpu_name
from tests.support.browsers import FLAGS, chromium_path
from tests.support.serving import running_app
from tests.support.train_page import ENDLESS, LENGTH, open_page, press_train
from vae_core.runs.run import Run

# Notes when the page has the address of the new run, its first curve point, and its first picture: a view may be there
# before, of another run.
WATCH = f"""() => {{
  window.seen = {{}};
  performance.setResourceTimingBufferSize(10_000);
  const pictures = () => performance.getEntriesByType("resource").map((one) => one.name)
    .filter((name) => name.includes("/live.safetensors")).map((name) => name.split("?")[0]);
  const [length, address, known] = [({LENGTH})(), location.href, new Set(pictures())];
  performance.clearResourceTimings();
  const note = (name, is) => {{ if (is && !(name in window.seen)) window.seen[name] = Date.now() / 1000; }};
  (function look() {{
    note("the page has the run's address", location.href !== address && location.search.includes("run="));
    note("first curve point", ({LENGTH})() > 0 && ({LENGTH})() !== length);
    note("first reconstruction", pictures().some((name) => !known.has(name)));
    requestAnimationFrame(look);
  }})();
}}"""
SEEN = "() => window.seen['first curve point'] && window.seen['first reconstruction'] ? window.seen : null"
FILES = {
    "config.json": "the run is queued",
    "metrics.jsonl": "first report written",
    "live.safetensors": "pictures written",
}
# Notes when the KL of the last report is half of what it was when beta was moved to 20, the slider's step 40.
MOVE_BETA = """() => {
  const kl = () => document.querySelector('[data-testid=curves]').data[2].y.at(-1);
  const [slider, before, began] = [document.querySelector('[data-testid=beta] [type=range]'), kl(), performance.now()];
  slider.value = 40;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  slider.dispatchEvent(new Event("change", {bubbles: true}));
  (function look() {
    if (kl() < before / 2) window.answered = (performance.now() - began) / 1000;
    else requestAnimationFrame(look);
  })();
}"""


def press(page: Page, app: str, folder: Path, data: str) -> dict[str, float]:
    """Train once; the moments of its parts in seconds after the press."""
    known = set(folder.glob("*"))
    page.goto(f"{app}/train?data={data}&seconds=60")
    button = page.get_by_role("button", name="Train", exact=True)
    button.wait_for()
    page.wait_for_timeout(1500)  # the page is still busy with its last run
    page.evaluate(WATCH)
    pressed = time.time()
    button.click()
    moments = files_of(known, folder)
    moments |= page.wait_for_function(SEEN, timeout=120_000).json_value()
    for path in set(folder.glob("*")) - known:
        Run(path).ask_to_stop()
        while not Run(path).is_over:
            page.wait_for_timeout(200)
    page.wait_for_timeout(1000)
    return {name: moment - pressed for name, moment in sorted(moments.items(), key=lambda item: item[1])}


def beta_answer(page: Page, app: str) -> float:
    """Seconds from beta's move to 20 until the curve of the KL, trained with beta 0 before, has fallen to half."""
    open_page(page, app, f"{ENDLESS}&beta=0")
    press_train(page, reports=25)
    page.evaluate(MOVE_BETA)
    seconds: float = page.wait_for_function("() => window.answered", timeout=120_000).json_value()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    return seconds


def files_of(known: set[Path], folder: Path) -> dict[str, float]:
    """When each file of the new run was written first."""
    moments: dict[str, float] = {}
    while len(moments) < len(FILES) + 1:
        for run in (path for path in folder.glob("*") if path not in known and (path / "summary.json").exists()):
            for name, words in FILES.items():
                if words not in moments and (run / name).exists() and (run / name).stat().st_size:
                    moments[words] = (run / name).stat().st_mtime
            if "a worker took it" not in moments and Run(run).summary.status == "running":
                moments["a worker took it"] = time.time()
        time.sleep(0.004)
    return moments


def show(times: list[dict[str, float]]) -> None:
    """The first press, and the median of the others."""
    print(f"{'seconds after Train':28}{'first':>8}{'later, median and range':>36}")
    for name in sorted(times[-1], key=lambda name: times[-1][name]):
        later = [one[name] for one in times[1:]]
        print(f"{name:28}{times[0][name]:8.2f}{spread(later):>36}")


def spread(values: Iterable[float]) -> str:
    """Median and range."""
    values = list(values)
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_picture")
    parser.add_argument("--presses", type=int, default=6, help="of Train (default: 6)")
    parser.add_argument("--data", default="mnist", help="which images (default: mnist)")
    options = parser.parse_args()
    print(cpu_name())
    with tempfile.TemporaryDirectory() as name, running_app(Path(name)) as server, sync_playwright() as playwright:
        time.sleep(15)  # the workers start 5 s after the server
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(120_000)  # for busy machines too
        show([press(page, server.address, Path(name), options.data) for _ in range(options.presses)])
        answers = [beta_answer(page, server.address) for _ in range(options.presses)]
        print(f"seconds from beta's move to half the KL, median and range: {spread(answers)}")
        browser.close()


if __name__ == "__main__":
    main()
