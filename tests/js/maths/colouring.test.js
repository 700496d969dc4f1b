import assert from "node:assert/strict";
import test from "node:test";

import {
  colourChoices,
  colouringOf,
  klOf,
  klPerDimension,
  LEVELS,
  numbersOf,
} from "../../../assets/js/maths/colouring.js";

const latents = {
  count: 3,
  dimensions: 2,
  codes: Float32Array.of(0, 0, 1, 1, 0, 2),
  logVars: Float32Array.of(0, 0, 0, 0, 2, 0),
  labels: Int32Array.of(0, 1, 1),
  index: Int32Array.of(5, 6, 7),
  splits: Uint8Array.of(0, 2, 2),
  reconstruction: Float32Array.of(10, 20, 30),
  factors: Float32Array.of(1, 2, 3, 4, 5, 6),
  hasOthers: true,
  isProbabilistic: true,
};

test("the KL of an image is the closed form: 0 at the prior, 1 at mean (1, 1), and it adds up over dimensions", () => {
  const kl = klOf(latents);
  assert.equal(kl[0], 0);
  assert.equal(kl[1], 1);
  assert.ok(Math.abs(kl[2] - (2.194528 + 2)) < 1e-5); // KL(N(0, e^2)) and 2^2 / 2
  const per = klPerDimension(latents);
  assert.ok(Math.abs(per[0] + per[1] - (kl[0] + kl[1] + kl[2]) / 3) < 1e-6);
});

test("what a map can be coloured by follows from what is known of its images", () => {
  const keys = colourChoices(latents, ["size", "angle"]).map(([key]) => key);
  assert.deepEqual(keys, ["class", "kl", "reconstruction", "factor-1", "factor-2", "split"]);
  const bare = { ...latents, logVars: null, reconstruction: null, factors: null, splits: Uint8Array.of(2, 2, 2) };
  assert.deepEqual(
    colourChoices(bare, []).map(([key]) => key),
    ["class"],
  );
});

test("a number is shaded from its low to its high end, a factor is its own column", () => {
  const { tints, colours, scale } = colouringOf("reconstruction", latents, ["a", "b"], ["#000000"], []);
  assert.deepEqual([tints[0], tints[2]], [0, LEVELS - 1]);
  assert.deepEqual(scale, { low: 10, high: 30, unit: "nats" });
  assert.equal(colours.length, LEVELS);
  assert.deepEqual([...numbersOf("factor-2", latents)], [2, 4, 6]);
});

test("a colouring that is not to be had is by class", () => {
  for (const key of ["factor-1", "nonsense", ""]) {
    assert.equal(colouringOf(key, { ...latents, factors: null }, ["a", "b"], ["#000000"], ["size"]).key, "class");
  }
});
