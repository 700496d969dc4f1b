"""Chromium for scripts that take pictures of the running app."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.browsers import FLAGS


@contextmanager
def chromium() -> Iterator[Browser]:
    """Starts Chromium from the environment variable CHROMIUM or the search path, and closes it at the end."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
