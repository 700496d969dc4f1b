import assert from "node:assert/strict";
import test from "node:test";

import { aggregateDensity, densityAt, holesBetween, priorDensity } from "../../../assets/js/maths/density.js";
import { levelsOf, priorComponents } from "../../../assets/js/maths/prior.js";
import { dimensionPlane } from "../../../assets/js/maths/plane.js";

const EXTENT = /** @type {import("../../../assets/js/maths/viewport.js").Extent} */ ({ u: [-5, 5], v: [-5, 5] });
const plane = dimensionPlane(2);
const AREA = (10 / 160) ** 2;
const total = (/** @type {{values: Float32Array}} */ { values }) =>
  values.reduce((sum, value) => sum + value * AREA, 0);

/**
 * Standard normal numbers, the same at every call.
 * @param {number} count
 */
function normals(count) {
  let seed = 1;
  const uniform = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

test("the prior's density is the normal one and sums to one", () => {
  const prior = priorDensity(priorComponents(plane, null), EXTENT);
  assert.ok(Math.abs(total(prior) - 1) < 1e-4);
  assert.ok(Math.abs(densityAt(prior, [0, 0]) - 1 / (2 * Math.PI)) < 1e-3);
});

test("the density of one posterior is that Gaussian, and of all of them sums to one", () => {
  const logVars = Float32Array.of(0, Math.log(0.25));
  const one = aggregateDensity(plane, Float32Array.of(1, -1), logVars, EXTENT);
  assert.ok(Math.abs(densityAt(one, [1, -1]) - 1 / (2 * Math.PI * 0.5)) < 0.01);
  assert.ok(densityAt(one, [1, 1]) < densityAt(one, [3, -1])); // narrow upwards, wide across
  const places = normals(400);
  assert.ok(Math.abs(total(aggregateDensity(plane, places, new Float32Array(400).fill(-3), EXTENT)) - 1) < 0.02);
});

test("codes that are points get a width of their own, and the density still sums to one", () => {
  const field = aggregateDensity(plane, normals(2000), null, EXTENT);
  assert.ok(Math.abs(total(field) - 1) < 0.02);
  assert.ok(Math.abs(densityAt(field, [0, 0]) / 0.159 - 1) < 0.25);
});

test("codes spread like the prior leave no hole; a missing half of them is a hole of half the prior", () => {
  const prior = priorDensity(priorComponents(plane, null), EXTENT);
  assert.ok(holesBetween(prior, prior).share === 0);
  const half = { ...prior, values: prior.values.map((value, at) => (at % 160 < 80 ? 2 * value : 0)) };
  const { share, isHole } = holesBetween(half, prior);
  assert.ok(Math.abs(share - 0.5) < 0.02);
  assert.equal(isHole[80 * 160 + 40], 0);
  assert.equal(isHole[80 * 160 + 100], 1);
});

test("wide posteriors of many images are sampled, with the same sum", () => {
  const places = normals(40_000);
  const field = aggregateDensity(plane, places, new Float32Array(40_000), EXTENT);
  assert.ok(Math.abs(total(field) - 1) < 0.05);
});

test("a mixture has a hill for each component, and its contours hold what 1, 2, 3 sd of a Gaussian do", () => {
  const mixture = {
    weights: [0.25, 0.75],
    means: [
      [-2, 0],
      [2, 1],
    ],
    covariances: [
      [
        [0.25, 0],
        [0, 0.25],
      ],
      [
        [0.5, 0.3],
        [0.3, 0.5],
      ],
    ],
  };
  const prior = priorDensity(priorComponents(plane, mixture), EXTENT);
  assert.ok(Math.abs(total(prior) - 1) < 0.01);
  assert.ok(densityAt(prior, [-2, 0]) > 10 * densityAt(prior, [0, -2]));
  assert.ok(densityAt(prior, [2.6, 1.6]) > 1.5 * densityAt(prior, [2.6, 0.4])); // the second one leans
  const one = levelsOf(priorDensity(priorComponents(plane, null), EXTENT));
  const normal = (/** @type {number} */ sd) => Math.exp(-0.5 * sd * sd) / (2 * Math.PI);
  one.forEach((level, i) => assert.ok(Math.abs(level / normal(i + 1) - 1) < 0.05));
});
