import assert from "node:assert/strict";
import { test } from "node:test";

import { asImage, averaged, inkBox } from "../../../assets/js/maths/drawing.js";

const MNIST = [1, 28, 28];

/**
 * A drawing of side 140 with ink in some boxes [x, y, width, height].
 * @param {number[][]} boxes
 */
function drawn(...boxes) {
  const ink = new Float32Array(140 * 140);
  for (const [x, y, width, height] of boxes)
    for (let row = y; row < y + height; row++) ink.fill(1, row * 140 + x, row * 140 + x + width);
  return ink;
}

/**
 * @param {Float32Array} image
 * @param {number} side
 */
function centre(image, side) {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((value, at) => {
    mass += value;
    x += value * ((at % side) + 0.5);
    y += value * (Math.floor(at / side) + 0.5);
  });
  return [x / mass, y / mass];
}

test("an empty pad is no image", () => {
  assert.equal(asImage(drawn(), MNIST), null);
  assert.equal(inkBox(drawn(), 140), null);
});

test("a digit fills a box of 20 pixels with its centre of mass in the middle, wherever it was drawn", () => {
  for (const scale of [1, 2]) {
    const image = /** @type {Float32Array} */ (
      asImage(drawn([5, 9, 10 * scale, 40 * scale], [5, 9, 30 * scale, 8 * scale]), MNIST)
    );
    const box = inkBox(image, 28);
    assert.equal(Math.max(box?.[2] ?? 0, box?.[3] ?? 0), 20);
    const [x, y] = centre(image, 28);
    assert.ok(Math.abs(x - 14) <= 0.5 && Math.abs(y - 14) <= 0.5, `${x}, ${y}`);
  }
});

test("nothing of a lopsided drawing leaves the image", () => {
  const image = /** @type {Float32Array} */ (asImage(drawn([0, 0, 140, 3], [0, 0, 40, 140]), MNIST));
  assert.deepEqual(inkBox(image, 28)?.slice(2), [20, 20]);
});

test("averaging keeps the share of ink", () => {
  const ink = drawn([13, 29, 71, 47]);
  const share = (/** @type {Float32Array} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(Math.abs(share(averaged(ink, 140, [0, 0, 140, 140], 32, 32)) - share(ink)) < 1e-4);
});

test("without MNIST's frame a digit fills its box from edge to edge, the narrow way in the middle", () => {
  const image = /** @type {Float32Array} */ (asImage(drawn([90, 20, 30, 100]), [1, 20, 20]));
  assert.deepEqual(inkBox(image, 20), [7, 0, 6, 20]);
});

test("other data get their own size and colours", () => {
  const image = /** @type {Float32Array} */ (asImage(drawn([70, 0, 70, 140]), [3, 8, 8]));
  assert.equal(image.length, 3 * 8 * 8);
  assert.deepEqual([...image.slice(0, 8)], [0, 0, 0, 0, 1, 1, 1, 1]);
  assert.deepEqual(image.slice(0, 64), image.slice(128));
});
