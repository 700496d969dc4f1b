import assert from "node:assert/strict";
import test from "node:test";

import { gridBorders, gridCentres, normalQuantile, normalProbability } from "../../../assets/js/shared/normal.js";

const close = (/** @type {number} */ a, /** @type {number} */ b, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("normal quantiles equal the published values", () => {
  // To ten digits, from scipy.stats.norm.ppf.
  const known = [
    [0.5, 0],
    [0.975, 1.9599639845],
    [0.025, -1.9599639845],
    [0.84134474607, 1],
    [0.999, 3.0902323062],
    [1e-6, -4.7534243088],
  ];
  for (const [p, z] of known) close(normalQuantile(p), z, 1e-8);
  assert.throws(() => normalQuantile(0), /probability is 0/);
  assert.throws(() => normalQuantile(NaN), /probability is NaN/);
});

test("the grid's centres halve equal shares of the prior and mirror each other", () => {
  const centres = gridCentres(20);
  close(centres[0], normalQuantile(0.025));
  centres.forEach((centre, i) => close(centre, -centres[19 - i]));
  const borders = gridBorders(20);
  centres.forEach((centre, i) => assert.ok(borders[i] < centre && centre < borders[i + 1]));
});

/** Values and what torch.special.ndtr gives for them. */
const PROBABILITIES = [
  [-3, 0.0013498980316301035],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [6, 0.999999999013412],
];

test("the normal distribution function is that of torch, and 0 and 1 far outside", () => {
  for (const [x, expected] of PROBABILITIES) assert.ok(Math.abs(normalProbability(x) - expected) < 1e-14);
  assert.deepEqual([-40, 40].map(normalProbability), [0, 1]);
});
