import assert from "node:assert/strict";
import { test } from "node:test";

import { fromPixels } from "../../../assets/js/run/image_file.js";

/**
 * A picture of one ground and a bar in it.
 * @param {number} width
 * @param {number} height
 * @param {number} ground
 * @param {number} bar
 */
function pixels(width, height, ground, bar) {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at++)
    data.fill(
      at % width >= width * 0.4 && at % width < width * 0.6 && at > 5 * width && at < (height - 5) * width
        ? bar
        : ground,
      4 * at,
      4 * at + 3,
    );
  return { data, width, height };
}

test("a photograph of dark ink on paper becomes the same image as light ink on black", () => {
  const [paper, board] = [
    fromPixels(pixels(100, 140, 240, 20), [1, 28, 28]),
    fromPixels(pixels(100, 140, 0, 255), [1, 28, 28]),
  ];
  assert.ok(paper && board);
  assert.deepEqual(paper, board);
  assert.equal(paper[0], 0);
  assert.ok(Math.max(...paper) > 0.99);
});

test("an image of the data's own size is taken as it is, in grey and in colour", () => {
  const grey = pixels(28, 28, 30, 200);
  assert.ok(Math.abs((fromPixels(grey, [1, 28, 28])?.[0] ?? 0) - 30 / 255) < 1e-6);
  const colour = { ...grey, data: grey.data.map((value, at) => (at % 4 === 1 ? 0 : value)) };
  const planes = fromPixels(colour, [3, 28, 28]);
  assert.deepEqual([planes?.length, planes?.[784], Number(planes?.[0].toFixed(4))], [3 * 784, 0, 0.1176]);
});

// fault F16
test("an inverted picture of the data's own size becomes the same image as one of light ink", () => {
  const [paper, board] = [pixels(28, 28, 255, 0), pixels(28, 28, 0, 255)].map((one) => fromPixels(one, [1, 28, 28]));
  assert.deepEqual(paper, board);
  assert.equal(board?.[14 * 28 + 14], 1);
});

// fault F16
test("a transparent picture is drawn on white paper, so its dark ink is ink at any size", () => {
  const [own, larger] = [28, 56].map((side) => fromPixels(pixels(side, side, 255, 0), [1, 28, 28]));
  assert.deepEqual([own?.[0], larger?.[0]], [0, 0]);
  assert.ok(own && larger && Math.max(...own) > 0.99 && Math.max(...larger) > 0.99);
});

test("a wide colour picture is cut to a square; an empty sheet is no drawing", () => {
  assert.equal(fromPixels(pixels(300, 100, 10, 250), [3, 32, 32])?.length, 3 * 32 * 32);
  assert.equal(fromPixels(pixels(100, 100, 250, 250), [1, 28, 28]), null);
});
