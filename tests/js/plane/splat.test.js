import assert from "node:assert/strict";
import test from "node:test";

import { pointStyle } from "../../../assets/js/plane/canvases.js";
import { POINT_SHAPES } from "../../../assets/js/shared/classes.js";
import { toInk, toRgba } from "../../../assets/js/shared/picture.js";
import { drawPoints, over, pointStamps } from "../../../assets/js/plane/splat.js";

const RED = 0x0000ff; // as 0x00BBGGRR
const [SIDE, CENTRE] = [9, 4 * 9 + 4];

/** @param {Partial<import("../../../assets/js/plane/splat.js").Splat>} [change] */
function drawn(change) {
  const pixels = new Uint32Array(SIDE * SIDE);
  const count = drawPoints(pixels, SIDE, SIDE, {
    places: Float32Array.of(0, 0),
    labels: Int32Array.of(0),
    tints: change?.labels ?? Int32Array.of(0),
    selected: null,
    colours: Uint32Array.of(RED, 0xff0000),
    isShown: Uint8Array.of(1, 1),
    scale: [1, -1],
    shift: [4.5, 4.5],
    shapes: Uint8Array.of(0, 0),
    stamps: pointStamps(1.5, 0.5),
    faint: pointStamps(1.5, 0.1),
    step: 1,
    kinds: 1,
    ...change,
  });
  return { pixels, count };
}
const alpha = (/** @type {number} */ pixel) => pixel >>> 24;

test("a point is a half-clear disc in its class's colour where its place says", () => {
  const { pixels, count } = drawn();
  assert.equal(count, 1);
  assert.equal(pixels[CENTRE] & 0xffffff, RED);
  assert.ok(Math.abs(alpha(pixels[CENTRE]) - 128) <= 1);
  assert.equal(pixels[0], 0);
});

test("where others are selected, a point is drawn faintly", () => {
  const chosen = drawn({ selected: Uint8Array.of(1) }).pixels[CENTRE];
  assert.equal(chosen, drawn().pixels[CENTRE]);
  assert.ok(alpha(drawn({ selected: Uint8Array.of(0) }).pixels[CENTRE]) < 0.3 * alpha(chosen));
});

test("two points on one place are denser than one", () => {
  const { pixels } = drawn({ places: new Float32Array(4), labels: new Int32Array(2) });
  assert.ok(Math.abs(alpha(pixels[CENTRE]) - 191) <= 2);
});

test("of a cloud's points the nearest is drawn last, and each with the stamp of its depth", () => {
  const pair = {
    places: new Float32Array(4),
    labels: Int32Array.of(0, 1),
    stamps: [1, 1.5].flatMap((r) => pointStamps(r, 1)),
  };
  const depth = { order: Uint32Array.of(1, 0), steps: Uint8Array.of(1, 0) };
  const covered = (/** @type {Uint32Array} */ pixels) => pixels.filter((pixel) => alpha(pixel) > 20).length;
  const [near, far] = [drawn({ ...pair, depth }), drawn({ ...pair, depth: { ...depth, order: Uint32Array.of(0, 1) } })];
  assert.equal(near.pixels[CENTRE] & 0xffffff, RED);
  assert.equal(far.pixels[CENTRE] & 0xffffff, 0xff0000);
  const alone = (/** @type {number} */ step) =>
    covered(drawn({ stamps: pair.stamps, depth: { order: Uint32Array.of(0), steps: Uint8Array.of(step) } }).pixels);
  assert.ok(alone(1) > alone(0));
});

test("hidden classes, points outside and NaN are not drawn", () => {
  assert.equal(drawn({ isShown: Uint8Array.of(0, 1) }).count, 0);
  for (const u of [1e9, -1e9, NaN]) assert.equal(drawn({ places: Float32Array.of(u, 0) }).count, 0);
});

test("a point at the rim is cut, not wrapped to the other side", () => {
  const { pixels } = drawn({ places: Float32Array.of(-4.5, 0) });
  assert.ok(alpha(pixels[4 * SIDE]) > 0);
  assert.equal(pixels[4 * SIDE - 1], 0);
});

test("an opaque colour covers, and a clear one over nothing keeps its hue", () => {
  assert.equal(over(0xffff0000, RED, 255), 0xff0000ff);
  assert.equal(over(0, RED, 40) & 0xffffff, RED);
});

test("the more points, the smaller and clearer; zooming in makes them grow", () => {
  const [few, many, near] = [pointStyle(1000, 1), pointStyle(70000, 1), pointStyle(70000, 10)];
  assert.ok(few.radius > many.radius && few.alpha > many.alpha && near.radius > many.radius);
});

test("grey and colour images, as bytes or as floats, become the same pixels", () => {
  assert.deepEqual([...toRgba(Float32Array.of(0, 1), [1, 1, 2])], [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.deepEqual([...toRgba(Uint8Array.of(9, 10, 20, 30), [3, 1, 1], 1)], [10, 20, 30, 255]);
  assert.deepEqual([...toInk(Uint8Array.of(128), [1, 1, 1], 0, [1, 2, 3])], [1, 2, 3, 128]);
});

test("each shape covers about the area of a circle, and no two cover the same pixels", () => {
  const size = 49;
  const covered = POINT_SHAPES.map((shape) => {
    const pixels = new Uint32Array(size * size);
    drawPoints(pixels, size, size, {
      ...{ places: new Float32Array(2), labels: new Int32Array(1), tints: new Int32Array(1), selected: null, step: 1 },
      ...{ colours: Uint32Array.of(RED), isShown: Uint8Array.of(1), scale: [1, 1], shift: [24.5, 24.5] },
      ...{ shapes: Uint8Array.of(POINT_SHAPES.indexOf(shape)), faint: [], kinds: POINT_SHAPES.length },
      stamps: POINT_SHAPES.flatMap((each) => pointStamps(12, 1, each)),
    });
    return Array.from(pixels, (pixel) => Number(alpha(pixel) > 127));
  });
  const area = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0);
  for (const each of covered) assert.ok(Math.abs(area(each) / (Math.PI * 144) - 1) < 0.12, String(area(each)));
  for (const [at, each] of covered.entries())
    for (const other of covered.slice(at + 1))
      assert.ok(area(each.map((value, i) => Math.abs(value - other[i]))) > 0.1 * area(each));
});
