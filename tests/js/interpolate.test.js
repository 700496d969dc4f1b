import assert from "node:assert/strict";
import { test } from "node:test";

import { fromPixels } from "../../assets/js/run/image_file.js";
import { csvOf, gifOf } from "../../assets/js/plane/gif.js";
import { dataRow, fadeRow, linearWords, straightAndArc } from "../../assets/js/interpolate/rows.js";
import { completeAddress, firstRows, spanOf } from "../../assets/js/interpolate/state.js";
import { filmAt } from "../../assets/js/plane/player.js";
import { codeFromAddress, codeInAddress } from "../../assets/js/interpolate/slot_address.js";

/** A decoder whose picture is the code itself. */
const decoder = /** @type {import("../../assets/js/run/decoder.js").Decoder} */ (/** @type {unknown} */ ({ decode: async (/** @type {Float32Array} */ z, /** @type {number} */ n) => ({ data: z, shape: [n, 1, 1, z.length / n] }) }));
const encoder = { encode: async (/** @type {Float32Array} */ images, /** @type {number[]} */ shape) => ({ mean: { data: images, shape }, logVar: null }), setLabel: () => undefined, close: async () => undefined };
const [a, b] = [Float32Array.of(0.9, 0.1), Float32Array.of(0, 0.7)];

test("every way begins at A and ends at B, with the pictures that those decode to", async () => {
  const way = { codes: [a, Float32Array.of(0.5, 0.5), b], rows: [7], lengths: [0, 0.5, 1], links: 8 };
  const rows = [...straightAndArc(a, b, decoder, true), dataRow(way, decoder, "10 images"), fadeRow(a, b, encoder, [1, 1, 2])];
  for (const { name, frames } of rows) {
    const [first, , last] = await frames([0, 0.5, 1]);
    assert.deepEqual([first.code, first.picture, last.code, last.picture], [a, a, b, b], name);
  }
});

test("a cross-fade that goes beyond its ends stays a picture", async () => {
  const [before, beyond] = await fadeRow(a, b, encoder, [1, 1, 2]).frames([-0.5, 1.5]);
  assert.deepEqual([...before.picture, ...beyond.picture].map((value) => Number(value.toFixed(3))), [1, 0, 0, 1]);
});

test("the words on the straight way speak of a shell where there is one", () => {
  const long = new Float32Array(10).fill(1);
  assert.match(linearWords(long, long.map((value) => -value), true), /halfway the code is 0\.00 long.*10 dimensions.*3\.08/);
  assert.match(linearWords(a, b, true), /In 2 dimensions codes have all lengths/);
  assert.match(linearWords(long, long, false), /no standard normal prior/);
});

test("an address is completed, and nonsense in it replaced", () => {
  const usual = completeAddress({}, 10);
  assert.deepEqual([usual.mode, usual.n, usual.from, usual.to, usual.a], ["ways", 9, -1, 0, ""]);
  const odd = completeAddress({ mode: "toString", n: "99", from: "10", to: "2.5", label: "10" }, 10);
  assert.deepEqual([odd.mode, odd.n, odd.from, odd.to, odd.label], ["ways", 9, -1, 0, -1]);
  assert.equal(completeAddress({ label: "9" }, 10).label, 9);
  const told = completeAddress({ mode: "attribute", n: "5", from: "4", to: "9", beyond: true }, 10);
  assert.deepEqual(spanOf(told), { unit: "strength", least: -2, most: 2, from: -2, to: 2, steps: 5 });
  assert.deepEqual([told.from, told.to], [4, 9]);
});

test("one begins with the first images of four classes, or with what there is", () => {
  assert.deepEqual(firstRows(Int32Array.of(7, 7, 2, 1, 7, 0, 4)), [0, 2, 3, 5]);
  assert.deepEqual(firstRows(Int32Array.of(0, 0, 0)), [0, 1, 2, 2]);
});

test("a code in the address comes back as the same floats, briefly written", () => {
  const code = Float32Array.of(0.1, -1.25, 3.14159265, 1e-7, -0, 123456.789);
  assert.deepEqual(codeFromAddress(codeInAddress(code), 6)?.map((value) => value + 0), code.map((value) => value + 0));
  const many = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i * 12.9898) * 10 ** (i % 9));
  assert.deepEqual(codeFromAddress(codeInAddress(many), 5000), many);
  assert.equal(codeInAddress(Float32Array.of(0.1, -1.25)), "z0.1,-1.25");
  for (const text of ["0.1,0.2", "z0.1", "z1,", "z1,two", "z1,Infinity", "z1e99,0"]) assert.equal(codeFromAddress(text, 2), null, text);
});

test("the film runs to and fro, or stops at its end; who wants no motion gets its steps", () => {
  const span = { unit: "t", least: -0.5, most: 1.5, from: 0, to: 1, steps: 5 };
  assert.deepEqual([0, 2000, 4000, 6000, 8000].map((ms) => filmAt(ms, span, true, false).share), [0, 0.5, 1, 0.5, 0]);
  assert.deepEqual(filmAt(9000, span, false, false), { share: 1, isOver: true });
  const calm = new Set(Array.from({ length: 80 }, (_, i) => filmAt(i * 100, span, true, true).share));
  assert.deepEqual([...calm].sort(), [0, 0.25, 0.5, 0.75, 1]);
});

test("the table of codes has a line for each step, and names with commas are quoted", () => {
  const frames = [{ share: 0, code: Float32Array.of(0.5, -2), picture: a }, { share: 1 / 3, code: Float32Array.of(1, 2), picture: a }];
  assert.equal(csvOf([{ name: 'A, "B"', frames }], "t"), 'way,t,z1,z2\n"A, ""B""",0,0.5,-2\n"A, ""B""",0.333333,1,2\n');
});

test("the animation has each moment, and grey pictures keep every grey", async () => {
  const gifenc = await import(new URL("../../assets/vendor/gifenc-1.0.3/gifenc.esm.js", import.meta.url).href);
  const greys = Float32Array.from({ length: 256 }, (_, value) => value / 255);
  const bytes = gifOf(gifenc, [[greys], [greys.toReversed()]], [1, 16, 16]);
  assert.equal(new TextDecoder().decode(bytes.slice(0, 6)), "GIF89a");
  const [width, height] = [bytes[6] + 256 * bytes[7], bytes[8] + 256 * bytes[9]];
  assert.deepEqual([width, height], [112, 112]);
  assert.deepEqual([...bytes.slice(13, 13 + 768)], Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)), "its palette is the greys");
  assert.equal(bytes.at(-1), 0x3b);
});

/** A picture of one ground and a bar in it. @param {number} width @param {number} height @param {number} ground @param {number} bar */
function pixels(width, height, ground, bar) {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at++) data.fill(at % width >= width * 0.4 && at % width < width * 0.6 && at > 5 * width && at < (height - 5) * width ? bar : ground, 4 * at, 4 * at + 3);
  return { data, width, height };
}

test("a photograph of dark ink on paper becomes the same image as light ink on black", () => {
  const [paper, board] = [fromPixels(pixels(100, 140, 240, 20), [1, 28, 28]), fromPixels(pixels(100, 140, 0, 255), [1, 28, 28])];
  assert.ok(paper && board);
  assert.deepEqual(paper, board);
  assert.equal(paper[0], 0);
  assert.ok(Math.max(...paper) > 0.99);
});

test("an image of the data's own size is taken as it is, in grey and in colour", () => {
  const grey = pixels(28, 28, 200, 30);
  assert.ok(Math.abs((fromPixels(grey, [1, 28, 28])?.[0] ?? 0) - 200 / 255) < 1e-6);
  const colour = { ...grey, data: grey.data.map((value, at) => (at % 4 === 1 ? 0 : value)) };
  const planes = fromPixels(colour, [3, 28, 28]);
  assert.deepEqual([planes?.length, planes?.[784], Number(planes?.[0].toFixed(4))], [3 * 784, 0, 0.7843]);
});

test("a wide colour picture is cut to a square; an empty sheet is no drawing", () => {
  assert.equal(fromPixels(pixels(300, 100, 10, 250), [3, 32, 32])?.length, 3 * 32 * 32);
  assert.equal(fromPixels(pixels(100, 100, 250, 250), [1, 28, 28]), null);
});
