"""A training seen in a real browser: it outlives a reload, its curves only grow, and stopping keeps what was learned."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LENGTH = (
    "() => Math.max(...(document.querySelector('.js-plotly-plot')?.data ?? [{x: []}]).map(trace => trace.x.length))"
)


def start(page, app, seconds):
    page.goto(f"{app}/train?data=digits&seconds={seconds}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(f"() => ({LENGTH})() > 5")


def test_twenty_seconds_of_training_go_on_through_a_reload(app, page):
    start(page, app, 20)
    assert "run=" in page.url
    before = page.evaluate(LENGTH)
    page.reload()
    page.wait_for_function(f"() => ({LENGTH})() >= {before}")
    page.wait_for_function(f"() => ({LENGTH})() > {before} + 10")
    page.evaluate("() => Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range': [2, 9]})")
    now = page.evaluate(LENGTH)
    page.wait_for_function(f"() => ({LENGTH})() > {now} + 5")
    assert page.evaluate("() => document.querySelector('.js-plotly-plot').layout.xaxis.range") == [2, 9]
    page.get_by_text("The 20 s are over").wait_for()
    assert page.evaluate("() => document.querySelectorAll('.live-picture').length") == 20
    page.get_by_role("link", name="Walk through its latent space").click()
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()


def test_stopping_keeps_what_was_learned(app, page):
    start(page, app, 600)
    page.get_by_role("button", name="Stop and keep what was learned").click()
    page.get_by_text("Stopped by you").wait_for()
    page.get_by_role("link", name="Walk through its latent space").wait_for()
