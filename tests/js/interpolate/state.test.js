import assert from "node:assert/strict";
import { test } from "node:test";

import { completeAddress, firstRows, spanOf } from "../../../assets/js/interpolate/state.js";

test("an address is completed, and nonsense in it replaced", () => {
  const usual = completeAddress({}, 10);
  assert.deepEqual([usual.mode, usual.n, usual.from, usual.to, usual.a], ["ways", 9, -1, 0, ""]);
  const odd = completeAddress({ mode: "toString", n: "99", from: "10", to: "2.5", label: "10" }, 10);
  assert.deepEqual([odd.mode, odd.n, odd.from, odd.to, odd.label], ["ways", 9, -1, 0, -1]);
  assert.equal(completeAddress({ label: "9" }, 10).label, 9);
  const told = completeAddress({ mode: "attribute", n: "5", from: "4", to: "9", beyond: true }, 10);
  assert.deepEqual(spanOf(told), { unit: "strength", least: -2, most: 2, from: -2, to: 2, steps: 5 });
  assert.deepEqual([told.from, told.to], [4, 9]);
});

test("one begins with the first images of four classes, or with what there is", () => {
  assert.deepEqual(firstRows(Int32Array.of(7, 7, 2, 1, 7, 0, 4)), [0, 2, 3, 5]);
  assert.deepEqual(firstRows(Int32Array.of(0, 0, 0)), [0, 1, 2, 2]);
});
