"""Held digits drawn again on the pad, stroke by stroke, end among their own kind."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier

from tests.support.map_page import open_map
from tests.support.paths import ROOT
from tests.support.waiting import until
from vae_core.datasets import load_dataset
from vae_core.runs.run import Run
from vae_core.training.batches import BatchLoader

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
RUN = "mnist-vae-10d"
INK = 128  # of 255: what a stroke covers
VALUES = """canvas => {
  const {width, height} = canvas;
  return Array.from(canvas.getContext("2d").getImageData(0, 0, width, height).data).filter((_, at) => at % 4 === 0);
}"""
# Each row's runs of ink as one stroke of the pad, by the pointer events that a pen sends.
DRAW = """(canvas, strokes) => {
  const box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => undefined;
  canvas.hasPointerCapture = () => true;
  const send = (type, [x, y]) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, bubbles: true, clientX: box.left + x * box.width / 28, clientY: box.top + y * box.height / 28,
  }));
  for (const [from, to] of strokes) { send("pointerdown", from); send("pointermove", to); send("pointerup", to); }
}"""


@pytest.fixture(scope="module")
def digits():
    """A classifier for pictures of digits, and five test images whose reconstructions it recognises."""
    mnist = load_dataset("mnist")
    rows = mnist.train[:8000]
    judge = KNeighborsClassifier(5).fit(mnist.images[rows].flatten(1).numpy() / 255, mnist.labels[rows].numpy())
    model, loader = Run(ROOT / "assets" / "pretrained" / RUN).load_model(), BatchLoader(mnist)
    batch = next(loader.grey_batches(mnist.test[:200]))
    with torch.no_grad():
        seen = judge.predict(model.reconstruct(batch).flatten(1).numpy())
    labels = mnist.labels[mnist.test[:200]].numpy()
    held = [next(row for row in range(200) if labels[row] == seen[row] == digit) for digit in (0, 2, 3, 6, 7)]
    assert (
        judge.score(mnist.images[mnist.test[:500]].flatten(1).numpy() / 255, mnist.labels[mnist.test[:500]].numpy())
        > 0.9
    )
    return judge, [(int(labels[row]), mnist.images[mnist.test[row]][0].numpy()) for row in held]


def strokes_of(image):
    """The runs of ink in each row, as strokes from their first to their last pixel's middle."""
    strokes = []
    for y, row in enumerate(image >= INK):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        strokes += [[[int(a) + 0.5, y + 0.5], [int(b) - 0.5, y + 0.5]] for a, b in edges.reshape(-1, 2)]
    return strokes


def test_held_digits_drawn_again_are_encoded_among_their_own_and_decoded_as_what_they_are(app, page, digits):
    judge, held = digits
    seen = lambda values: judge.predict(np.array(values)[None] / 255)[0]  # noqa: E731
    open_map(page, f"{app}/map?run={RUN}")
    page.get_by_role("tab", name="Draw").click()
    pad = page.get_by_test_id("pad")
    page.get_by_label("Brush size").evaluate("slider => { slider.value = 6; }")
    for digit, image in held:
        pad.evaluate(DRAW, strokes_of(image))
        until(page, page.get_by_test_id("support").inner_text, lambda words, digit=digit: f"{digit}s" in words)
        until(
            page, lambda: page.get_by_test_id("decoded").evaluate(VALUES), lambda now, digit=digit: seen(now) == digit
        )
        page.get_by_role("button", name="Clear", exact=True).click()
