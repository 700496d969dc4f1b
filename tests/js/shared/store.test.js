import assert from "node:assert/strict";
import test from "node:test";

import { store } from "../../../assets/js/shared/store.js";

test("a listener is called once after a change of its values, and reads all the new ones", () => {
  const { state, set, on } = store({ a: 1, b: 2, c: 3 });
  /** @type {number[][]} */
  const seen = [];
  on(["a", "b"], () => seen.push([state.a, state.b]));
  set({ a: 10, b: 20 });
  set({ c: 30 });
  assert.deepEqual(seen, [[10, 20]]);
});

test("a value set to what it was calls nobody", () => {
  const { set, on } = store({ a: NaN });
  let calls = 0;
  on(["a"], () => (calls += 1));
  set({ a: NaN });
  assert.equal(calls, 0);
});

test("listeners are called in their order, until they end", () => {
  const { set, on } = store({ a: 0 });
  /** @type {string[]} */
  const order = [];
  const end = on(["a"], () => order.push("first"));
  on(["a"], () => order.push("second"));
  set({ a: 1 });
  end();
  set({ a: 2 });
  assert.deepEqual(order, ["first", "second", "second"]);
});

test("a listener may set another value, whose listeners follow", () => {
  const { state, set, on } = store({ a: 1, double: 2 });
  let last = 0;
  on(["a"], () => set({ double: 2 * state.a }));
  on(["double"], () => (last = state.double));
  set({ a: 4 });
  assert.equal(last, 8);
});

test("the state is changed by set alone, and holds no other values than it began with", () => {
  const { state, set } = store({ a: 1 });
  assert.throws(() => Object.assign(state, { a: 2 }), TypeError);
  assert.throws(() => set(/** @type {any} */ ({ b: 2 })), /the store has no 'b'; it holds a/);
  assert.equal(state.a, 1);
});
