import assert from "node:assert/strict";
import { test } from "node:test";

import {
  betweenPlanes,
  centreOf,
  eased,
  grown,
  heldCode,
  heldWords,
  inPlane,
  nextPlane,
  planeWords,
} from "../../../assets/js/plane/fitted_plane.js";

test("two dimensions are picked from each code, and one alone is spread out by class", () => {
  const mean = Float32Array.of(1, 2, 3, 4, 5, 6);
  assert.deepEqual([...inPlane(mean, 3, [0, 2], [7, 8])], [1, 3, 4, 6]);
  assert.deepEqual([...inPlane(mean.slice(0, 2), 1, [0, 0], [7, 8])], [1, 7, 2, 8]);
});

test("the axes always hold the points, grow at once and shrink slowly", () => {
  const wide = /** @type {import("../../../assets/js/maths/viewport.js").Extent} */ ({ u: [-4, 4], v: [-1, 1] });
  const next = grown(wide, { u: [-2, 2], v: [-3, 3] });
  assert.deepEqual(next.v, [-3, 3]);
  assert.ok(next.u[0] > -4 && next.u[0] < -3.5 && next.u[1] === -next.u[0]);
  assert.deepEqual(grown(null, wide), wide);
});

test("a plane glides from the old places to the new ones and arrives exactly", () => {
  const from = nextPlane(null, Float32Array.of(0, 0, 1, 1));
  const to = nextPlane(from, Float32Array.of(2, 0, 1, 3));
  assert.equal(betweenPlanes(from, to, 1), to);
  assert.deepEqual([...betweenPlanes(from, to, 0.5).places], [1, 0, 1, 2]);
  assert.deepEqual(betweenPlanes(from, to, 0).extent, from.extent);
  assert.equal(
    betweenPlanes(nextPlane(null, new Float32Array(2)), to, 0.2),
    to,
    "another number of points cannot glide",
  );
});

test("a glide starts at 0, ends at 1 and never turns back", () => {
  const steps = Array.from({ length: 21 }, (_, at) => eased(at / 20));
  assert.deepEqual([steps[0], steps[10], steps[20]], [0, 0.5, 1]);
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => a - b),
  );
  assert.deepEqual([eased(-1), eased(9)], [0, 1]);
});

test("the caption says which dimensions are shown and why", () => {
  assert.match(planeWords(10, [0, 3], true), /z1 and z4, the two of 10 with the largest KL/);
  assert.match(planeWords(10, [0, 1], false), /the first two of 10/);
  assert.match(planeWords(1, [0, 0], true), /by class/);
});

test("a held point has the plane's two numbers, the other dimensions are at the mean of the codes", () => {
  const centre = centreOf(Float32Array.of(0, 2, 4, 2, 4, 8), 3);
  assert.deepEqual([...centre], [1, 3, 6]);
  assert.deepEqual([...heldCode(centre, [0, 2], [-5, 5])], [-5, 3, 5]);
  assert.deepEqual([...centre], [1, 3, 6], "the mean itself is left alone");
  assert.deepEqual([...heldCode(Float32Array.of(9), [0, 0], [-5, 5])], [-5]);
});

test("the place of a held point is given in words", () => {
  assert.equal(heldWords(2, [0, 1], [-0.5, 1]), "z1 = −0.50, z2 = 1.00.");
  assert.match(heldWords(10, [2, 8], [0, 1]), /^z3 = 0.00, z9 = 1.00; the other dimensions at the mean/);
  assert.match(heldWords(1, [0, 0], [0.25, 3]), /z1 = 0.25; the vertical position has no meaning/);
});
