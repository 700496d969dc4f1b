import assert from "node:assert/strict";
import test from "node:test";

import { newsFilter, releaser } from "../../../assets/js/shared/release.js";

test("a movement is reported once, after the pause or when the pointer is lifted", () => {
  /** @type {string[]} */
  const reports = [];
  /** @type {Map<number, () => void>} */
  const timers = new Map();
  let id = 0;
  const timer = {
    set: (/** @type {() => void} */ f) => (timers.set(++id, f), id),
    clear: (/** @type {number} */ gone) => timers.delete(gone),
  };
  const release = releaser((/** @type {string} */ value) => reports.push(value), 350, timer);
  for (const key of ["a", "b", "c"]) release.soon(() => key);
  assert.deepEqual([reports.length, timers.size], [0, 1]);
  timers.forEach((fire) => fire());
  release.soon(() => "dropped by the drag");
  release.now("lifted");
  assert.deepEqual([reports, timers.size], [["c", "lifted"], 1]);
});

test("what Python repeats, late or not, is no news", () => {
  const filter = newsFilter(null);
  filter.sent([1, 2]);
  filter.sent([3, 4]);
  assert.equal(filter.isNews([1, 2]), false); // a late echo of the first
  assert.equal(filter.isNews([3, 4]), false);
  assert.equal(filter.isNews([3, 4]), false); // said again on the next run
  assert.equal(filter.isNews([1, 2]), true); // now it is a wish
});
