"""Prints what watching costs in nats: `python -m tests.benchmarks.watched_elbo`.

For each seed the command line trains the Train page's default for its time, then the app trains the same while a real
Chromium on this machine has the page open; both with the same settings. Test -ELBO of both, steps, and the difference. About
four minutes; nothing is asserted, because times belong to a machine.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from dashboard.ui.train_address import train_address
from tests.benchmarks.job import cpu_name
from tests.support.browsers import FLAGS, chromium_path
from tests.support.paths import ROOT
from tests.support.serving import running_app
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.presets import quick
from vae_core.runs.run import Run, new_run_id, open_run
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import Trainer

WANTED = 1.5  # nats at most by which the watched training is behind


def nats_of_test(run: Run) -> float:
    """Returns the negative ELBO of the test images."""
    image_set = load_for(run.config)
    loader = Trainer(run.config, image_set).loader
    elbo = mean_terms(run.load_model().eval(), loader, image_set.test).elbo
    assert elbo is not None  # the default is a VAE
    return -elbo


def by_command_line(config: RunConfig, folder: Path) -> Run:
    """Trains from the command line to the end."""
    path, defaults = folder / new_run_id(), RunConfig(data=config.data).to_plain()
    command = [sys.executable, "-m", "vae_core", "train", "--data", config.data, "--out", str(path)]
    for name, value in config.to_plain().items():
        if value != defaults[name]:
            command += [f"--{name.replace('_', '-')}", *map(str, value if isinstance(value, list) else [value])]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    run = open_run(path)
    if run.config.to_plain() != config.to_plain():
        raise RuntimeError(f"the command line trained {run.config}, not {config}")
    return run


def by_page(config: RunConfig, page: Page, address: str, folder: Path) -> Run:
    """Trains from the Train page, which stays open to the end."""
    known = set(folder.iterdir())
    page.goto(f"{address}/train?{urlencode(train_address(config), doseq=True)}")
    page.locator("[data-testid=pause]:enabled").wait_for()
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.get_by_role("button", name="Train", exact=True).wait_for(timeout=1000 * (config.seconds + 120))
    return next(Run(path) for path in folder.iterdir() if path not in known and (path / "summary.json").exists())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.watched_elbo")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each kind (default: 3)")
    parser.add_argument("--data", default="mnist", help="which images (default: mnist)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of a training (default: 30)")
    options = parser.parse_args()
    print(cpu_name())
    behind = []
    with tempfile.TemporaryDirectory() as name, running_app(Path(name)) as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for seed in range(options.seeds):
            config = replace(quick(options.data), seed=seed, seconds=options.seconds)
            alone = by_command_line(config, Path(name))
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            watched = by_page(config, page, app.address, Path(name))
            page.close()
            nats = [nats_of_test(run) for run in (alone, watched)]
            behind.append(nats[1] - nats[0])
            steps = [run.reached for run in (alone, watched)]
            print(f"seed {seed}: command line {nats[0]:.2f} nats in {steps[0]:,} steps, ", end="")
            print(f"watched {nats[1]:.2f} in {steps[1]:,}", flush=True)
        browser.close()
    print(
        f"watched is behind by {statistics.median(behind):.2f} nats (median; worst {max(behind):.2f}); wanted {WANTED}"
    )


if __name__ == "__main__":
    main()
