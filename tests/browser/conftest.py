"""The running app and a real Chromium."""

from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, sync_playwright

from tests.support.browsers import FLAGS
from tests.support.patient_browser import PatientBrowser
from tests.support.serving import running_app
from vae_core.runs.run import list_runs

WINDOW = {"width": 1280, "height": 1000}
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def runs_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def app(runs_folder):
    """The address of the app, started as the README starts it."""
    with running_app(runs_folder) as server:
        yield server.address


@pytest.fixture(scope="package")  # not longer, because Playwright's event loop would disturb later tests
def browser(chromium):
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield PatientBrowser(launched)
        launched.close()


class Tab:
    """One tab for the tests of all modules: a page in a new tab takes 3 s of CPU, in one that showed another page 1 s.

    A new visitor opens each test's page, because cookies and storage are emptied in between.
    """

    def __init__(self, browser):
        self.browser, self.page = browser, None

    def open(self):
        if self.page is None:
            self.page = self.browser.new_context(viewport=WINDOW).new_page()
            self.page.on("request", lambda request: self.note_stranger(request.url))
            self.page.on("framenavigated", self.note_origin)
            self.page.on("pageerror", lambda error: self.problems.append(f"{error}\n{error.stack}"))
        self.strangers, self.problems, self.origins = [], [], set()
        return self.page

    def note_origin(self, frame):
        address = urlsplit(frame.url)
        if address.netloc:
            self.origins.add(f"{address.scheme}://{address.netloc}")

    def note_stranger(self, url):
        if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.strangers.append(url)

    def clear(self):
        """Empties the tab for the next test."""
        context = self.page.context
        for other in context.pages:
            if other is not self.page:
                other.close()
        self.page.unroute_all()
        for origin in list(self.origins):
            # A page without a script: one that still runs might store something after its storage was emptied.
            try:
                self.page.goto(f"{origin}/_stcore/health")
                self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            except Error:  # a server that has ended: the browser's own page of this error comes a moment later
                self.page.wait_for_url("chrome-error://**")
        context.clear_cookies()
        self.page.goto("about:blank")
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.set_viewport_size(WINDOW)
        self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    def close(self):
        if self.page is not None:
            self.page.context.close()
            self.page = None


@pytest.fixture(scope="package")
def tab(browser):
    shared = Tab(browser)
    yield shared
    shared.close()


@pytest.fixture
def page(tab, runs_folder, request):
    """A page that lets no request leave for another origin, and fails where one of the page's own scripts did.

    What still trains when its test ends, or failed, is stopped, so that the next test finds a free slot.
    """
    yield tab.open()
    for run in list_runs(runs_folder):
        if not run.is_over:
            run.ask_to_stop()
    if request.node.stash.get(FAILED, False):
        tab.close()
    else:
        tab.clear()
    assert tab.strangers == []
    assert tab.problems == []


@pytest.fixture
def phone(browser):
    """A page on a phone held upright, which is touched."""
    with closing(
        browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    ) as context:
        yield context.new_page()


@pytest.fixture
def visitor(browser):
    """Makes browsers of their own, each with its cookie."""
    contexts = []

    def visitor():
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        return contexts[-1].new_page()

    yield visitor
    for context in contexts:
        context.close()
