"""Waiting for a condition with a deadline: of a run, or of a page in a browser."""

import time

# Seconds after which a wait fails. Only a test that hangs waits so long, however slow the machine is.
PATIENCE = 300.0
FRAMES = 6  # for so many animation frames in a row a page must look the same
# A page that trains never rests: it counts as laid out after so many frames that took so many seconds in all.
LEAST_FRAMES, LEAST_SECONDS = 15, 3
# What moves a page's parts or its pictures: elements that come and go, small canvases (their pixels), the places of all
# canvases and axes, and animations that end. Components live in shadow roots, so each root is searched.
AT_REST = """([frames, least, seconds, withPixels]) => new Promise((resolve) => {
  const end = performance.now() + 1000 * seconds;
  let [last, same, looks] = ["", 0, 0];
  function appearance() {
    const parts = [];
    const place = (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      parts.push([x, y, width, height].map(Math.round));
    };
    let [count, isMoving] = [0, false];
    (function search(root) {
      isMoving ||= root.getAnimations().some(({ playState, effect }) =>
        playState === "running" && effect?.getComputedTiming().endTime !== Infinity);
      for (const element of root.querySelectorAll("*")) {
        count += 1;
        if (element.shadowRoot) search(element.shadowRoot);
        const isCanvas = element.tagName === "CANVAS";
        if (withPixels && (isCanvas || element.matches(".zero line"))) place(element);
        if (withPixels && isCanvas && element.width <= 256 && element.height <= 256) parts.push(element.toDataURL());
      }
    })(document);
    return isMoving ? null : JSON.stringify([count, parts]);
  }
  (function look() {
    const now = appearance();
    same = now !== null && now === last ? same + 1 : 0;
    last = now;
    if (same >= frames) resolve(true);
    else if ((looks += 1) >= least && performance.now() > end) resolve(false);
    else requestAnimationFrame(look);
  })();
})"""


def wait_until(wanted, told=lambda: ""):
    """Waits until `wanted()` is true; fails with what `told()` returns then."""
    deadline = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < deadline, told()
        time.sleep(0.02)


def wait_for(run, wanted):
    """Waits until `wanted` accepts the run."""
    wait_until(lambda: wanted(run), lambda: run.summary)


def until(page, look, wanted):
    """Returns what `look()` returns as soon as `wanted` accepts it; looks again after each animation frame."""
    deadline = time.monotonic() + PATIENCE
    while not wanted(found := look()):
        assert time.monotonic() < deadline, f"not within {PATIENCE:g} s; at the end: {str(found)[:500]}"
        page.evaluate("() => new Promise(requestAnimationFrame)")
    return found


def answered(page):
    """Waits until the server has run the page's script to its end."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def settled(page):
    """Waits until nothing moves: elements, the pixels of small canvases, places and animations stay for six frames."""
    assert page.evaluate(AT_REST, [FRAMES, 0, PATIENCE, True]), f"the page still changes after {PATIENCE:g} s"


def laid_out(page):
    """Waits until no element comes or goes and no animation runs, or for the least time of a page that never rests."""
    page.evaluate(AT_REST, [FRAMES, LEAST_FRAMES, LEAST_SECONDS, False])


def timers_fired(page, milliseconds):
    """Waits until the timers of up to so many milliseconds that the page has set have fired: a page fires them in order."""
    page.evaluate("pause => new Promise((resolve) => setTimeout(resolve, pause))", milliseconds)


def address_changed(page, before):
    """Waits until the address is another than `before`, and the server's answer is shown in full."""
    page.wait_for_function("before => location.href !== before", arg=before)
    answered(page)
    settled(page)
