"""Chromium for scripts that take pictures of the running app."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.browsers import FLAGS, chromium_path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Starts Chromium, and closes it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()
