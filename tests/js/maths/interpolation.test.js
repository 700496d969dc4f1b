import assert from "node:assert/strict";
import { test } from "node:test";

import { bilinear, evenly, lerp, norm, slerp } from "../../../assets/js/maths/interpolation.js";
import { normalQuantile } from "../../../assets/js/shared/normal.js";

/**
 * `count` numbers as if drawn from N(0, 1), the same at every call.
 * @param {number} count
 * @param {number} [seed]
 */
function normals(count, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: count }, () =>
    normalQuantile(((state = (state * 48271) % 2147483647) + 0.5) / 2147483648),
  );
}

const [a, b] = [normals(10, 3), normals(10, 77)];

for (const [name, way] of Object.entries({ lerp, slerp })) {
  test(`the ends of ${name} are the two codes, to the last bit`, () => {
    assert.deepEqual(way(a, b, 0), a);
    assert.deepEqual(way(a, b, 1), b);
  });
}

test("slerp keeps the length on the sphere, also beyond the ends", () => {
  const [u, v] = [a, b].map((code) => code.map((value) => value / norm(code)));
  for (const share of [-0.5, 0.1, 0.5, 0.9, 1.4])
    assert.ok(Math.abs(norm(slerp(u, v, share)) - 1) < 1e-6, `at ${share}`);
});

test("slerp is straight where there is no arc: same way, opposite way, nearly the same way, no way", () => {
  const double = a.map((value) => 2 * value);
  assert.deepEqual(slerp(a, double, 0.5), lerp(a, double, 0.5));
  assert.deepEqual(
    slerp(
      a,
      a.map((value) => -value),
      0.25,
    ),
    lerp(
      a,
      a.map((value) => -value),
      0.25,
    ),
  );
  const near = Float32Array.of(1, 1e-7);
  assert.deepEqual(slerp([1, 0], near, 0.5), lerp([1, 0], near, 0.5));
  assert.deepEqual(slerp(a, new Float32Array(10), 0.5), lerp(a, new Float32Array(10), 0.5));
});

test("the straight midpoint of two normal codes has half the variance, the arc's all of it", () => {
  const [start, end] = [normals(40_000, 5), normals(40_000, 999)];
  const variance = (/** @type {Float32Array} */ code) => norm(code) ** 2 / code.length;
  // The standard error of the mean of 40,000 squares of N(0, 1/2) is 0.5 sqrt(2 / 40,000).
  assert.ok(Math.abs(variance(lerp(start, end, 0.5)) - 0.5) < 4 * 0.5 * Math.sqrt(2 / 40_000));
  assert.ok(Math.abs(variance(slerp(start, end, 0.5)) - 1) < 4 * Math.sqrt(2 / 40_000));
});

test("the corners of the grid are the four codes, and its edges the straight ways", () => {
  const corners = /** @type {const} */ ([normals(4, 2), normals(4, 3), normals(4, 4), normals(4, 5)]);
  const ends = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].map(([across, down]) => bilinear(corners, across, down));
  assert.deepEqual(ends, [...corners]);
  assert.deepEqual(bilinear(corners, 0.3, 1), lerp(corners[2], corners[3], 0.3));
});

test("evenly spaced shares begin and end where they are told", () => {
  assert.deepEqual(evenly(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
  const shares = evenly(-0.5, 1.5, 12);
  assert.deepEqual([shares[0], shares.at(-1), shares.length], [-0.5, 1.5, 12]);
  for (let count = 2; count < 60; count++) assert.equal(evenly(-0.3, 0.1, count).at(-1), 0.1);
});
