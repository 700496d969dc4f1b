import assert from "node:assert/strict";
import { test } from "node:test";

import { dataRow, fadeRow, linearWords, straightAndArc } from "../../../assets/js/interpolate/rows.js";

/** A decoder whose picture is the code itself. */
const decoder = /** @type {import("../../../assets/js/run/decoder.js").Decoder} */ (
  /** @type {unknown} */ ({
    decode: async (/** @type {Float32Array} */ z, /** @type {number} */ n) => ({
      data: z,
      shape: [n, 1, 1, z.length / n],
    }),
  })
);
const encoder = {
  encode: async (/** @type {Float32Array} */ images, /** @type {number[]} */ shape) => ({
    mean: { data: images, shape },
    logVar: null,
  }),
  setLabel: () => undefined,
  close: async () => undefined,
};
const [a, b] = [Float32Array.of(0.9, 0.1), Float32Array.of(0, 0.7)];

test("every path begins at A and ends at B, with the images that those decode to", async () => {
  const path = { codes: [a, Float32Array.of(0.5, 0.5), b], rows: [7], lengths: [0, 0.5, 1], links: 8 };
  const rows = [
    ...straightAndArc(a, b, decoder, true),
    dataRow(path, decoder, "10 images"),
    fadeRow(a, b, encoder, [1, 1, 2]),
  ];
  for (const { name, frames } of rows) {
    const [first, , last] = await frames([0, 0.5, 1]);
    assert.deepEqual([first.code, first.picture, last.code, last.picture], [a, a, b, b], name);
  }
});

test("a cross-fade that goes beyond its ends stays a picture", async () => {
  const [before, beyond] = await fadeRow(a, b, encoder, [1, 1, 2]).frames([-0.5, 1.5]);
  assert.deepEqual(
    [...before.picture, ...beyond.picture].map((value) => Number(value.toFixed(3))),
    [1, 0, 0, 1],
  );
});

test("the words on the straight line name the shell where there is one", () => {
  const long = new Float32Array(10).fill(1);
  assert.match(
    linearWords(
      long,
      long.map((value) => -value),
      true,
    ),
    /halfway, the length of the code is 0\.00.*10 dimensions.*3\.08.*shell/,
  );
  assert.match(linearWords(a, b, true), /In 2 dimensions, codes of the prior have all lengths/);
  assert.match(linearWords(long, long, false), /prior is not N\(0, I\)/);
});
