/** The task of a browser tab: kept, given to a new session, and removed. */

import assert from "node:assert/strict";
import test from "node:test";
import { keepTask } from "../../../assets/js/present/tab_task.js";

/** @param {Storage | undefined} storage */
function tab(storage) {
  globalThis.sessionStorage = /** @type {any} */ (storage);
  /** @type {string[]} */
  const restored = [];
  return { restored, keep: (/** @type {string | null} */ known) => keepTask(known, (task) => restored.push(task)) };
}

test("a session that had no task gets the one of its tab, until it was left", () => {
  const kept = new Map();
  const { restored, keep } = tab(
    /** @type {any} */ ({
      getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ text) => kept.set(name, text),
      removeItem: (/** @type {string} */ name) => kept.delete(name),
    }),
  );
  keep(null);
  assert.deepEqual(restored, []);
  keep('["train",{}]');
  keep(null);
  assert.deepEqual(restored, ['["train",{}]']);
  keep("");
  keep(null);
  assert.equal(restored.length, 1);
});

test("a browser that forbids storage loses the task and nothing else", () => {
  const { restored, keep } = tab(undefined);
  for (const known of [null, "", "task"]) keep(known);
  assert.deepEqual(restored, []);
});
