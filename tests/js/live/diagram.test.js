import assert from "node:assert/strict";
import { test } from "node:test";

import { stepWords } from "../../../assets/js/live/diagram.js";

/** @type {import("../../../assets/js/live/diagram.js").Step} */
const STEP = {
  step: 12,
  images: 128,
  beta: 2,
  learning_rate: 0.001,
  shape: [1, 1, 2],
  input: [0, 255],
  output: [9, 200],
  z: [0.5, -1],
  mean: [0.25, -1.5],
  sd: [0.9, 0.5],
  nats: 151.26,
  reconstruction: 150,
  kl: 5,
  gradient: { encoder: 3.2, decoder: 40 },
  change: { encoder: 0.01, decoder: 0.02 },
};

test("the five parts of a step are said with its numbers, and the loss adds up", () => {
  const words = Object.fromEntries(stepWords(STEP));
  assert.deepEqual(Object.keys(words), ["Encoder", "Sample", "Decoder", "Loss", "Gradient"]);
  assert.deepEqual(words.Encoder, ["mean 0.25, −1.5", "sd 0.9, 0.5"]);
  assert.equal(words.Loss[1], "150 + 2 × 5 = 160");
  assert.deepEqual(words.Gradient, ["encoder: norm 3.2", "decoder: norm 40", "weights move 0.01, 0.02 at rate 0.001"]);
});

test("a model without a posterior has no sample and no KL", () => {
  const words = Object.fromEntries(stepWords({ ...STEP, mean: undefined, sd: undefined, kl: null }));
  assert.deepEqual(words.Encoder, ["code 0.5, −1"]);
  assert.match(words.Sample[0], /none/);
  assert.equal(words.Loss[1], "reconstruction 150");
});
