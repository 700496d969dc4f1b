"""The running app and a real Chromium."""

import pytest
from playwright.sync_api import sync_playwright

from tests.support.browsers import FLAGS
from tests.support.serving import running_app
from vae_core.runs.run import list_runs


@pytest.fixture(scope="session")
def runs_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def app(runs_folder):
    """The address of the app, started as the README starts it."""
    with running_app(runs_folder) as server:
        yield server.address


@pytest.fixture(scope="module")  # not longer, because Playwright's event loop would stand in the way of other tests'
def browser(chromium):
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser, runs_folder):
    """A page that lets no request leave for another origin, and fails where one of the page's own scripts did.

    What still trains when its test ends, or failed, is stopped, so that the next test finds a free slot.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.strangers, opened.problems = [], []
    opened.on("request", lambda request: note_stranger(opened, request.url))
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    yield opened
    context.close()
    for run in list_runs(runs_folder):
        if not run.is_over:
            run.ask_to_stop()
    assert opened.strangers == []
    assert opened.problems == []


def note_stranger(page, url):
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
        page.strangers.append(url)
