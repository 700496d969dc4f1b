import assert from "node:assert/strict";
import { test } from "node:test";

import { watchPixelRatio } from "../../../assets/js/shared/size_watch.js";

/** A screen whose pixel ratio can change: queries for the old ratio stop matching, as in a browser. */
function fakeScreen() {
  /** @type {Map<string, Set<() => void>>} */
  const queries = new Map();
  return {
    devicePixelRatio: 1,
    /** @param {string} query */
    matchMedia(query) {
      const listeners = queries.get(query) ?? new Set();
      queries.set(query, listeners);
      return /** @type {any} */ ({
        addEventListener: (/** @type {string} */ _, /** @type {() => void} */ heard) => listeners.add(heard),
        removeEventListener: (/** @type {string} */ _, /** @type {() => void} */ heard) => listeners.delete(heard),
      });
    },
    /** @param {number} ratio */
    change(ratio) {
      const before = [...(queries.get(`(resolution: ${this.devicePixelRatio}dppx)`) ?? [])];
      this.devicePixelRatio = ratio;
      for (const heard of before) heard();
    },
    listening: () => [...queries.values()].reduce((sum, listeners) => sum + listeners.size, 0),
  };
}

test("each change of the pixel ratio is reported, until the end", () => {
  const screen = fakeScreen();
  /** @type {number[]} */
  const heard = [];
  const stop = watchPixelRatio(() => heard.push(screen.devicePixelRatio), screen);
  assert.deepEqual(heard, []);
  for (const ratio of [2, 1.25, 2]) screen.change(ratio);
  assert.deepEqual(heard, [2, 1.25, 2]);
  assert.equal(screen.listening(), 1);
  stop();
  screen.change(1);
  assert.equal(heard.length, 3);
  assert.equal(screen.listening(), 0);
});
