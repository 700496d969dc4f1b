"""The train page in a browser: how long its curves are, and a training started there."""

# Digits until somebody stops it: its 1,000 usual epochs may end sooner than a slow test.
ENDLESS = "data=digits&seconds=3600&most_epochs=100000"
LENGTH = """() => Math.max(
  ...(document.querySelector('[data-testid=curves]')?.data ?? [{x: []}]).map(trace => trace.x.length))"""


def open_page(page, app, address=""):
    """Open the train page and wait until Train can be pressed."""
    page.goto(f"{app}/train?{address}")
    page.get_by_role("button", name="Train", exact=True).wait_for()
    page.locator("[data-testid=pause]:enabled").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def press_train(page, reports=5):
    """Press Train and wait until more than so many reports of the new training are drawn."""
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.wait_for_function(f"() => ({LENGTH})() > {reports}")


def start(page, app):
    """Start a training that goes on until the test stops it."""
    open_page(page, app, ENDLESS)
    press_train(page)
