"""Fingers on a page, by the browser's own input events."""


class Fingers:
    """Up to some fingers on a page; each list of places is where they are."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def send(self, kind, places):
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def press(self, *places):
        self.send("touchStart", places)

    def move(self, *ways, steps=8):
        """Each way is a start and an end."""
        for step in range(1, steps + 1):
            share = step / steps
            places = [(x + share * (to_x - x), y + share * (to_y - y)) for (x, y), (to_x, to_y) in ways]
            self.send("touchMove", places)

    def lift(self):
        self.send("touchEnd", [])

    def swipe(self, start, end):
        """One finger pressed, moved and lifted."""
        self.press(start)
        self.move((start, end), steps=16)
        self.lift()
