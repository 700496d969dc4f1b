"""The Train page in a browser."""

LENGTH = (
    "() => Math.max(...(document.querySelector('.js-plotly-plot')?.data ?? [{x: []}]).map(trace => trace.x.length))"
)


def start(page, app, seconds):
    page.goto(f"{app}/train?data=digits&seconds={seconds}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(f"() => ({LENGTH})() > 5", timeout=180_000)  # the worker may only just be starting
