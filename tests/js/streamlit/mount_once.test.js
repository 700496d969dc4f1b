import assert from "node:assert/strict";
import test from "node:test";

import { mountOnce } from "../../../assets/js/streamlit/mount_once.js";

test("what belongs to a parent is made once, and ended when the last call is cleaned up after the parent has gone", () => {
  /** @type {string[]} */
  const log = [];
  const mount = mountOnce((/** @type {string} */ kept) => void log.push(`end ${kept}`));
  const parent = /** @type {any} */ ({ isConnected: true });
  const call = () => mount(parent, (kept) => (log.push(kept ? "update" : "make"), "view"));

  const afterFirst = call();
  afterFirst(); // Streamlit had begun the second call before the first one ended
  const afterSecond = call();
  afterFirst();
  assert.deepEqual(log, ["make", "update"]);

  parent.isConnected = false;
  afterFirst();
  assert.deepEqual(log, ["make", "update"]);
  afterSecond();
  afterSecond();
  assert.deepEqual(log, ["make", "update", "end view"]);

  parent.isConnected = true;
  call();
  assert.equal(log.at(-1), "make");
});
