"""The train page in a browser: how long its curves are, and a training started there."""

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
    page.get_by_role("button", name="Pause", exact=True).wait_for(
        timeout=180_000
    )  # the worker may only just be starting
    page.wait_for_function(f"() => ({LENGTH})() > {reports}", timeout=180_000)


def start(page, app, seconds):
    """Start a training of the small digits that takes so many seconds: their 1,000 epochs end sooner than a slow test."""
    open_page(page, app, f"data=digits&seconds={seconds}&most_epochs=100000")
    press_train(page)
