import assert from "node:assert/strict";
import test from "node:test";

import { gridCodes, gridFrame, priorLattice, windowLattice } from "../../../assets/js/plane/manifold.js";
import { normalQuantile } from "../../../assets/js/shared/normal.js";
import { dimensionPlane } from "../../../assets/js/maths/plane.js";

const close = (/** @type {number} */ a, /** @type {number} */ b, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("the grid covers the prior, or the points where there is none", () => {
  const plane = dimensionPlane(3);
  const codes = gridCodes(plane, [0, 0, 9], priorLattice(gridFrame(plane, new Float32Array(2), true), 20));
  close(codes[0], normalQuantile(0.025), 1e-6);
  close(codes[1], normalQuantile(0.975), 1e-6); // the first row is the top one
  assert.equal(codes[2], 9);
  const frame = gridFrame(plane, Float32Array.of(8, 1, 12, 1), false);
  assert.deepEqual(frame, { centre: [10, 1], spread: [2, 1] });
});

test("a closer look is covered evenly, with square cells, from the top left on", () => {
  const { u, v } = windowLattice({ u: [0, 4], v: [10, 12] }, 8);
  assert.deepEqual([u.at.length, v.at.length, u.size[0], v.size[0]], [8, 4, 0.5, 0.5]);
  assert.deepEqual([u.at[0], v.at[0]], [0.25, 11.75]);
});
