import assert from "node:assert/strict";
import test from "node:test";

import { dimensionPlane, moveTo, planeThrough, project, projectAll } from "../../../assets/js/maths/plane.js";

const close = (/** @type {number} */ a, /** @type {number} */ b, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
/** A slanted plane whose axes are neither of unit length nor at right angles. */
const slanted = {
  key: "s",
  label: "s",
  names: /** @type {[string, string]} */ (["a", "b"]),
  origin: [1, -2, 0.5],
  axes: /** @type {[number[], number[]]} */ ([
    [2, 0, 1],
    [1, 1, 0],
  ]),
};

test("projecting undoes moving, and what stands off the plane stays", () => {
  const z = Float64Array.of(0.3, 0.7, -1.1);
  const moved = moveTo(slanted, z, [1.25, -0.75]);
  project(slanted, moved).forEach((value, i) => close(value, [1.25, -0.75][i], 1e-6));
  // The axes' common normal is their cross product (-1, 1, 2).
  const normal = (/** @type {ArrayLike<number>} */ code) => -code[0] + code[1] + 2 * code[2];
  close(normal(moved), normal(z), 1e-6);
});

test("all codes are projected as one is", () => {
  const codes = Float32Array.of(0, 0, 0, 1, -2, 0.5, 3, 1, 2);
  const places = projectAll(slanted, codes);
  for (let n = 0; n < 3; n++)
    project(slanted, codes.subarray(3 * n, 3 * n + 3)).forEach((value, i) => close(places[2 * n + i], value, 1e-5));
});

test("a plane of two dimensions moves these two only, and one dimension makes a line", () => {
  assert.deepEqual([...moveTo(dimensionPlane(4, 1, 3), [9, 8, 7, 6], [0, 1])], [9, 0, 7, 1]);
  assert.deepEqual(dimensionPlane(4, 1, 3).names, ["z2", "z4"]);
  const line = dimensionPlane(1);
  assert.deepEqual([project(line, [2]), [...moveTo(line, [2], [5, 3])]], [[2, 0], [5]]);
});

test("the plane through three codes holds all three, with the first at its origin and lengths as they are", () => {
  const codes = [
    [1, 0, 2],
    [1, 3, 2],
    [5, 1, 2],
  ];
  const plane = planeThrough("at-1-2-3", "", codes);
  assert.ok(plane);
  for (const code of codes)
    [...moveTo(plane, [9, 9, 2], project(plane, code))].forEach((value, i) => i < 2 && close(value, code[i], 1e-5));
  assert.deepEqual(project(plane, codes[0]), [0, 0]);
  close(project(plane, codes[1])[0], 3);
  close(Math.hypot(...project(plane, codes[2])), Math.hypot(4, 1), 1e-6);
  assert.equal(
    planeThrough("", "", [
      [0, 0],
      [1, 1],
      [2, 2],
    ]),
    null,
  );
});
