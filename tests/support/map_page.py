"""The map page in a browser: opening, dragging, reading pixels."""

from tests.support.waiting import answered, settled, until

PIXELS = """canvas => {
  const {width, height} = canvas;
  return Array.from(canvas.getContext("2d").getImageData(0, 0, width, height).data).filter((_, at) => at % 4 === 0);
}"""
# The first pixel of a point, counted in CSS pixels from the canvas's corner, away from the marker in the middle.
A_POINT = """canvas => {
  const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const ratio = width / canvas.clientWidth;
  for (let y = Math.round(0.3 * height); y < height; y++)
    for (let x = Math.round(0.35 * width); x < width; x++)
      if (data[4 * (y * width + x) + 3] > 200 && Math.hypot(x - width / 2, y - height / 2) > 60 * ratio)
        return [x / ratio, y / ratio];
  return null;
}"""


def point(page):
    """The place of one of the map's points in the window."""
    x, y = until(page, lambda: page.get_by_test_id("points").evaluate(A_POINT), lambda place: place is not None)
    box = page.get_by_test_id("map").bounding_box()
    return box["x"] + x, box["y"] + y


def open_map(page, address):
    page.goto(address)
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    page.wait_for_function(
        "() => { const seek = root => { for (const e of root.querySelectorAll('*')) {"
        " if (e.dataset?.testid === 'decoded' && e.width > 1) return true; if (e.shadowRoot && seek(e.shadowRoot)) return true; }"
        " return false; }; return seek(document); }"
    )
    answered(page)
    settled(page)


def decoded(page):
    return page.get_by_test_id("decoded").evaluate(PIXELS)


def changed(page, before):
    """Waits until the decoded image differs from `before`."""
    return until(page, lambda: decoded(page), lambda now: now != before)


def is_close(ours, theirs):
    """Returns whether two lists of pixel values differ by two grey levels at most."""
    return max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) <= 2


def drag(page, start, end, steps=12):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)


def marker(page):
    """Where the marker stands at the start, z = 0: where the two zero lines of the axes cross."""
    lines = page.evaluate(
        """() => { const found = []; const seek = root => { for (const e of root.querySelectorAll('*')) {
        if (e.matches?.('.zero line')) { const r = e.getBoundingClientRect(); found.push([r.x, r.y, r.width, r.height]); }
        if (e.shadowRoot) seek(e.shadowRoot); } }; seek(document); return found; }"""
    )
    upright = next(line for line in lines if line[3] > line[2])
    lying = next(line for line in lines if line[2] > line[3])
    return upright[0], lying[1]


def draw_a_seven(page):
    """The open pad, with a 7 drawn on it in one stroke."""
    pad = page.get_by_test_id("pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    corners = [
        (box["x"] + x * box["width"] / 28, box["y"] + y * box["height"] / 28) for x, y in ((7, 6), (21, 6), (12, 24))
    ]
    drag(page, corners[0], corners[1])
    page.mouse.move(*corners[2], steps=12)
    page.mouse.up()
    return pad
