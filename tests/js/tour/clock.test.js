/** The clock of a tour, in a browser whose animation frames come when the test says so. */

import assert from "node:assert/strict";
import test from "node:test";
import { clock } from "../../../assets/js/tour/clock.js";

/**
 * A browser that paints every `pause` milliseconds, as long as somebody waits for a frame.
 * @param {import("node:test").TestContext} context
 */
function browser(context) {
  let now = 1000;
  /** @type {(() => void) | null} */
  let waiting = null;
  context.mock.method(performance, "now", () => now);
  globalThis.requestAnimationFrame = (act) => {
    waiting = () => act(now);
    return 1;
  };
  globalThis.cancelAnimationFrame = () => void (waiting = null);
  return {
    /** @param {number} pause milliseconds */
    frame(pause) {
      now += pause;
      const act = waiting;
      waiting = null;
      act?.();
    },
    now: () => now,
  };
}

for (const [speed, pause] of [
  [1, 16],
  [1, 300],
  [6, 16],
]) {
  test(`at ${speed} times real speed, 90 seconds take their time with a frame every ${pause} ms`, (context) => {
    const [page, states] = [browser(context), /** @type {boolean[]} */ ([])];
    const running = clock(
      90,
      speed,
      () => undefined,
      (isPlaying) => states.push(isPlaying),
    );
    const start = page.now();
    running.play();
    while (running.isPlaying() && page.now() < start + 200_000) page.frame(pause);
    const seconds = (page.now() - start) / 1000;
    assert.ok(seconds >= 90 / speed && seconds <= 90 / speed + pause / 1000, `${seconds} s`);
    assert.deepEqual([running.elapsed(), states], [90, [true, false]]);
  });
}

test("a tab that gets no frames for a minute continues where it was", (context) => {
  const page = browser(context);
  const running = clock(
    90,
    1,
    () => undefined,
    () => undefined,
  );
  running.play();
  page.frame(100);
  page.frame(60_000);
  assert.ok(Math.abs(running.elapsed() - 0.6) < 1e-9);
});
