"""A browser for tests that pass on a machine of any speed."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.waiting import PATIENCE


class PatientBrowser:
    """A browser whose pages wait for PATIENCE: Playwright's own wait for 30 s, whatever else the machine has to do."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def new_context(self, **options: Any) -> BrowserContext:
        """Returns a context of the browser; all of its pages are patient."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(1000 * PATIENCE)
        return context

    def new_page(self, **options: Any) -> Page:
        """Returns a page in a context of its own, which ends with it."""
        page = self.browser.new_page(**options)
        page.set_default_timeout(1000 * PATIENCE)
        return page
