import assert from "node:assert/strict";
import test from "node:test";

import { picker } from "../../../assets/js/maths/picking.js";

test("the nearest shown point within reach is picked", () => {
  const places = Float32Array.of(0, 0, 1, 0, 1.1, 0);
  assert.equal(picker(places, () => true).nearest(1.04, 0, 0.2), 1);
  assert.equal(picker(places, (row) => row !== 1).nearest(1.04, 0, 0.2), 2);
  assert.equal(picker(places, () => true).nearest(5, 5, 0.2), null);
});

test("picking agrees with looking at every point", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const places = new Float32Array(2000).map(random);
  places[8] = NaN; // a code that is no number is never the nearest
  const isShown = (/** @type {number} */ row) => row % 3 > 0;
  const pick = picker(places, isShown);
  for (let trial = 0; trial < 200; trial++) {
    const [u, v] = [3 * random() - 1, 3 * random() - 1]; // among the points, and far outside
    const distances = Array.from({ length: 1000 }, (_, row) =>
      isShown(row) && row !== 4 ? Math.hypot(places[2 * row] - u, places[2 * row + 1] - v) : Infinity,
    );
    const least = Math.min(...distances);
    assert.equal(pick.nearest(u, v, Infinity), distances.indexOf(least));
    assert.equal(pick.nearest(u, v, least + 1e-6), distances.indexOf(least));
    assert.equal(pick.nearest(u, v, least - 1e-6), null);
  }
  assert.equal(picker(new Float32Array(), isShown).nearest(0, 0, 1), null);
  assert.equal(picker(Float32Array.of(2, 2, 2, 2), isShown).nearest(5, 5, 9), 1);
});
