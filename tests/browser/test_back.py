"""The browser's Back button: one step to the page before, with the choices that it had."""

import pytest

from tests.support.train_page import open_page
from tests.support.waiting import answered, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_back_leads_to_the_form_as_it_was_left(app, page):
    address = f"{app}/train?data=digits&seconds=11"
    open_page(page, app, "data=digits&seconds=11")
    page.get_by_role("link", name="Latent map").first.click()
    page.wait_for_url("**/map?run=*")
    answered(page)
    page.go_back()
    page.get_by_role("heading", name="Train", level=1).wait_for()
    answered(page)
    page.wait_for_url(address)
    until(page, page.get_by_role("spinbutton", name="Seconds").input_value, lambda value: value == "11")
