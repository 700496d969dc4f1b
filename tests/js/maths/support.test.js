import assert from "node:assert/strict";
import { test } from "node:test";

import { supportOf, supportWords } from "../../../assets/js/maths/support.js";

/** Two clouds of 500 points each, about (0, 0) and (10, 0), denser towards the centres of discs of radius 1. */
function clouds() {
  const codes = new Float32Array(2000);
  const labels = Int32Array.from({ length: 1000 }, (_, row) => row % 2);
  for (let row = 0; row < 1000; row++) {
    const [radius, angle] = [((row >> 1) * 0.618034) % 1, row * 2.399963];
    codes.set([10 * labels[row] + radius * Math.cos(angle), radius * Math.sin(angle)], 2 * row);
  }
  return { codes, labels };
}

const { codes, labels } = clouds();
const words = (/** @type {number[]} */ z) =>
  supportWords(supportOf(codes, labels)(z), (label) => ["threes", "eights"][label]);

test("within a cloud the words name its class", () => {
  assert.equal(words([0.1, 0.1]), "Near threes.");
  assert.equal(words([10, 0.2]), "Near eights.");
});

test("far from all codes the words say so", () => {
  assert.equal(words([5, 0]), "Far from all data: the decoder extrapolates.");
  assert.equal(words([0, 40]), "Far from all data: the decoder extrapolates.");
});

test("the nearest codes are found among all of them", () => {
  const { labels: near, share } = supportOf(codes, labels)([10, 0]);
  assert.deepEqual([near.length, new Set(near).size, near[0]], [20, 1, 1]);
  assert.ok(share < 0.9);
});

test("between two classes both are named, among many none", () => {
  assert.equal(supportWords({ share: 0.5, labels: [1, 1, 1, 0, 0, 0] }, String), "Near 1 and 0.");
  assert.equal(supportWords({ share: 0.97, labels: [4, 4, 4] }, String), "At the edge of the data, near 4.");
  assert.equal(supportWords({ share: 0.5, labels: [0, 1, 2, 3, 4, 5, 6] }, String), "Near images of many classes.");
  assert.equal(supportWords({ share: 0, labels: [] }, String), "");
});
