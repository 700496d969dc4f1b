"""Which Chromium tests, benchmarks and scripts start, and how."""

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium without a window, tabs and menus: tests see no difference, and it takes a fifth less processor time.
HEADLESS_SHELL = "chromium-headless-shell"
USUAL = ("chromium", "chromium-browser", "google-chrome", HEADLESS_SHELL)


def chromium_path(*preferred: str) -> str:
    """Returns the path of Chromium: from the environment variable CHROMIUM, of a preferred program, of the usual browser, or
    of the headless shell, which may be the only one on a machine that ran the tests.

    Raises:
        FileNotFoundError: if there is none. A test fails then, for a skipped one would look like a passed one.
    """
    names = (os.environ.get("CHROMIUM", ""), *preferred, *USUAL)
    for path in map(shutil.which, filter(None, names)):
        if path:
            return path
    raise FileNotFoundError("no Chromium: set CHROMIUM to its path, or let tests/run install it")
