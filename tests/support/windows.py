"""Windows of several sizes: what is inside them and not covered, how far the page is scrolled, and a finger that swipes."""

SIZES = ({"width": 1280, "height": 720}, {"width": 1366, "height": 768}, {"width": 1920, "height": 1080})
SLACK = 1  # pixels by which a rounded edge may be outside


def inside(page, part):
    """True where all of an element is inside the window."""
    box, window = part.bounding_box(), page.viewport_size
    return (
        box is not None
        and min(box["width"], box["height"]) > 0
        and box["x"] >= -SLACK
        and box["y"] >= -SLACK
        and box["x"] + box["width"] <= window["width"] + SLACK
        and box["y"] + box["height"] <= window["height"] + SLACK
    )


def on_top(part):
    """True where a press on the middle of an element reaches it, and nothing that covers it."""
    return part.evaluate(
        """part => {
          const { x, y, width, height } = part.getBoundingClientRect();
          return part.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }"""
    )


def scrolls(page):
    """The pixels by which the page's main part is scrolled, or could be: 0 where all of it is shown."""
    return page.locator("[data-testid=stMain]").evaluate(
        "main => main.scrollTop || (main.scrollHeight > main.clientHeight + 1 ? 0.5 : 0)"
    )


def swipe(page, start, end, steps=8):
    """Moves one finger over the page."""
    session = page.context.new_cdp_session(page)
    send = lambda kind, points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    send("touchStart", [{"x": start[0], "y": start[1]}])
    for step in range(1, steps + 1):
        share = step / steps
        place = {"x": start[0] + share * (end[0] - start[0]), "y": start[1] + share * (end[1] - start[1])}
        send("touchMove", [place])
        page.evaluate("() => new Promise(requestAnimationFrame)")
    send("touchEnd", [])
    session.detach()
