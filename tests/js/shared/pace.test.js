import assert from "node:assert/strict";
import { test } from "node:test";

import { gathered, latest, whenAtRest } from "../../../assets/js/shared/pace.js";

/** A clock that stands still until it is moved. */
function stillClock() {
  let now = 0;
  /** @type {{at: number, action: () => void} | null} */
  let timer = null;
  let toldOfPaint = /** @type {(ms: number) => void} */ (() => undefined);
  return {
    clock: {
      now: () => now,
      later: (/** @type {() => void} */ action, /** @type {number} */ ms) => (timer = { at: now + ms, action }),
      never: () => (timer = null),
      painted: (/** @type {(ms: number) => void} */ told) => void (toldOfPaint = told),
    },
    /** @param {number} ms that the frame after the last round took */
    paint: (ms) => toldOfPaint(ms),
    /** @param {number} ms */
    pass(ms) {
      now += ms;
      if (!timer || timer.at > now) return;
      const { action } = timer;
      timer = null;
      action();
    },
  };
}

test("work that takes long is done seldom, and nothing is lost", () => {
  const { clock, pass } = stillClock();
  const rounds = /** @type {number[][]} */ ([]);
  const queue = gathered((/** @type {number[]} */ items) => {
    rounds.push(items);
    pass(100);
  }, clock);
  queue.add([1, 2]);
  pass(0);
  queue.add([3]);
  pass(1999);
  queue.add([4]);
  assert.deepEqual(rounds, [[1, 2]]);
  pass(1);
  assert.deepEqual(rounds, [
    [1, 2],
    [3, 4],
  ]);
});

test("the painting after a round counts, too", () => {
  const { clock, pass, paint } = stillClock();
  const rounds = /** @type {number[][]} */ ([]);
  const queue = gathered((/** @type {number[]} */ items) => void rounds.push(items), clock);
  queue.add([1]);
  paint(40);
  queue.add([2]);
  pass(799);
  assert.deepEqual(rounds, [[1]]);
  pass(1);
  assert.deepEqual(rounds, [[1], [2]]);
});

test("after a change the pauses are short, also one that has begun, and long again later", () => {
  const { clock, pass } = stillClock();
  const rounds = /** @type {number[][]} */ ([]);
  const queue = gathered((/** @type {number[]} */ items) => {
    rounds.push(items);
    pass(150);
  }, clock);
  queue.add([1]);
  queue.add([2]); // has to wait for 3 s
  pass(100);
  queue.hurry();
  pass(249);
  assert.deepEqual(rounds, [[1]]);
  pass(1);
  assert.deepEqual(rounds, [[1], [2]]);
  queue.add([3]);
  pass(300); // twice as long as a round
  assert.deepEqual(rounds, [[1], [2], [3]]);
  pass(2000);
  queue.add([4]);
  queue.add([5]);
  pass(2999);
  assert.deepEqual(rounds.at(-1), [4]);
  pass(1);
  assert.deepEqual(rounds.at(-1), [5]);
});

test("what was cleared is not worked on", () => {
  const { clock, pass } = stillClock();
  const rounds = /** @type {number[][]} */ ([]);
  const queue = gathered((/** @type {number[]} */ items) => void rounds.push(items), clock);
  queue.add([1]);
  assert.deepEqual(rounds, [[1]], "whoever was idle begins at once");
  queue.add([2]);
  queue.clear();
  queue.add([3]);
  pass(1000);
  assert.deepEqual(rounds, [[1], [3]]);
});

test("a history of any length can be gathered", () => {
  const { clock, pass } = stillClock();
  let count = 0;
  const queue = gathered((/** @type {number[]} */ items) => void (count = items.length), clock);
  queue.add(new Array(400_000).fill(0));
  pass(0);
  assert.equal(count, 400_000);
});

test("of what comes during work only the latest is done, also after a failure", async () => {
  const done = /** @type {number[]} */ ([]);
  const show = latest(async (/** @type {number} */ what) => {
    done.push(what);
    await Promise.resolve();
    if (what === 1) throw new Error("gone");
  });
  await Promise.all([show(1), show(2), show(3)]);
  assert.deepEqual(done, [1, 3]);
});

test("work that fails before it returns a promise does not end the work", async () => {
  const done = /** @type {number[]} */ ([]);
  const show = latest((/** @type {number} */ what) => {
    if (what === 1) throw new Error("gone");
    done.push(what);
    return Promise.resolve();
  });
  await show(1);
  await show(2);
  assert.deepEqual(done, [2]);
});

// fault R6
test("a beta that another tab sets shortly after a move here is shown once the hand is at rest", () => {
  const shown = /** @type {number[]} */ ([]);
  let [left, timer] = [1500, /** @type {(() => void) | null} */ (null)];
  const clock = { later: (/** @type {() => void} */ action) => (timer = action), never: () => (timer = null) };
  const elsewhere = whenAtRest(
    () => left,
    (value) => void shown.push(value),
    clock,
  );
  const pass = () => {
    const due = timer;
    timer = null;
    due?.();
  };
  elsewhere.offer(0.9); // the echo of the move itself
  elsewhere.offer(10);
  assert.deepEqual(shown, []);
  pass();
  assert.deepEqual(shown, [], "the thumb was moved once more, or is still held");
  left = 0;
  pass();
  assert.deepEqual(shown, [10]);
  elsewhere.offer(4);
  assert.deepEqual(shown, [10, 4], "at once, where nobody moves it here");
  left = 1500;
  elsewhere.offer(2);
  elsewhere.drop(); // a move here is newer
  pass();
  assert.deepEqual(shown, [10, 4]);
});
