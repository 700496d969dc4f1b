import assert from "node:assert/strict";
import { test } from "node:test";

import { closedLate, filledGraph, parseFrame } from "../../../assets/js/time_machine/files.js";
import { sizeIn } from "../../../assets/js/time_machine/plot.js";
import { latticeOf, placesOf } from "../../../assets/js/time_machine/scene.js";
import { filmSize } from "../../../assets/js/time_machine/export.js";
import {
  axesWords,
  conditionWords,
  frameWords,
  gridSide,
  frameIndex,
  placeOfEpoch,
  stayMs,
  withoutDecoderWords,
} from "../../../assets/js/time_machine/words.js";

const plane = (/** @type {number[]} */ origin, /** @type {[number[], number[]]} */ axes) => ({
  key: "frame",
  label: "",
  names: /** @type {[string, string]} */ (["z1", "z2"]),
  origin,
  axes,
});
const listed = (/** @type {number} */ step, hasDecoder = true) => ({
  step,
  epoch: step / 100,
  hasDecoder,
  turned: plane(
    [0, 0],
    [
      [1, 0],
      [0, 1],
    ],
  ),
});
const list = (/** @type {object} */ changes = {}) =>
  /** @type {any} */ ({ frames: [], latentDim: 2, hasPrior: true, isTurned: true, isConditional: false, ...changes });
const tensor = (/** @type {any} */ data) => ({ data, shape: [data.length], dtype: "" });

test("the numbers of a frame are put where the graph has room for them, and the graph stays as it was", () => {
  const graph = Uint8Array.of(9, 0, 0, 9, 0, 0, 0, 0, 9);
  const made = filledGraph(
    graph,
    [
      [1, 2],
      [4, 4],
    ],
    [tensor(Int8Array.of(-1, 2)), tensor(Float32Array.of(1))],
  );
  assert.deepEqual([...made], [9, 255, 2, 9, 0, 0, 128, 63, 9]);
  assert.deepEqual([...graph], [9, 0, 0, 9, 0, 0, 0, 0, 9]);
  assert.throws(
    () => filledGraph(graph, [[1, 2]], [tensor(Int8Array.of(1))]),
    /part 0 of the decoder has 1 bytes; its place has 2/,
  );
});

test("a frame is read with the parts of its decoder in their order", () => {
  const names = ["mean", "reconstructions", ...Array.from({ length: 11 }, (_, at) => `decoder.${at}`)];
  const header = Object.fromEntries(
    names.map((name, at) => [name, { dtype: "I8", shape: [1], data_offsets: [at, at + 1] }]),
  );
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + names.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  names.forEach((_, at) => (file[8 + text.length + at] = at));
  const { mean, numbers } = parseFrame(file.buffer);
  assert.equal(mean.data[0], 0);
  assert.deepEqual(
    numbers.map(({ data }) => Number(data[0])),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
});

test("codes fall where their frame's plane says, and one dimension is spread out by class", () => {
  const quarter = plane(
    [0, 0],
    [
      [0, -1],
      [1, 0],
    ],
  );
  assert.deepEqual([...placesOf(quarter, Float32Array.of(1, 2, 3, 4), [0, 1])], [-2, 1, -4, 3]);
  assert.deepEqual([...placesOf(plane([0], [[-1], [0]]), Float32Array.of(5, 6), [3, 8])], [-5, 3, -6, 8]);
});

test("pictures of the plane cover all that the axes show, and one dimension has a single row", () => {
  const { u, v } = latticeOf({ u: [-4, 4], v: [-2, 2] }, 2, 8);
  assert.deepEqual([u.at.length, v.at.length, u.at[0], v.at[0]], [8, 4, -3.5, 1.5]);
  const row = latticeOf({ u: [-4, 4], v: [0, 9] }, 1, 8);
  assert.deepEqual([row.u.at.length, [...row.v.at]], [8, [4.5]]);
});

test("the slider stays at the end where it stood there, else at the nearest step that is left", () => {
  const frames = [0, 10, 100, 1000].map((step) => listed(step));
  assert.equal(frameIndex(frames, null), 3);
  assert.equal(frameIndex(frames, 100), 2);
  assert.equal(frameIndex(frames, 20), 1);
  assert.equal(frameIndex(frames, 600), 3);
  assert.equal(frameIndex(frames, 0), 0);
});

test("a moment of the curves is the nearest kept step", () => {
  const frames = [0, 10, 100, 1000].map((step) => listed(step)); // epochs 0, 0.1, 1, 10
  assert.deepEqual(
    [-1, 0.04, 0.4, 4, 7, 99].map((epoch) => placeOfEpoch(frames, epoch)),
    [0, 0, 1, 2, 3, 3],
  );
});

test("a frame is said by step, epoch and number", () => {
  assert.equal(frameWords(listed(1204), 14, 24), "Step 1,204, epoch 12.0 (frame 15 of 24)");
  assert.equal(frameWords(listed(12), 1, 24), "Step 12, epoch 0.12 (frame 2 of 24)");
  assert.equal(frameWords(listed(0), 0, 24), "Before the first step (frame 1 of 24)");
});

test("the words say how the axes were turned, and when they were not", () => {
  assert.match(axesWords(list(), true), /turned about the origin.*Distances are unchanged/);
  assert.match(axesWords(list({ hasPrior: false }), true), /moved, turned/);
  assert.match(axesWords(list(), false), /as the network has them/);
  assert.match(
    axesWords(list({ isTurned: false, latentDim: 300 }), true),
    /principal components, of 300 dimensions.*are not turned/,
  );
  assert.match(axesWords(list({ latentDim: 1 }), true), /by class/);
  assert.equal(conditionWords(list()), "");
  assert.match(conditionWords(list({ isConditional: true })), /with the chosen label/);
});

test("where decoders are missing, the words say which steps have one", () => {
  assert.match(withoutDecoderWords([listed(1, false), listed(10), listed(2000)]), /at steps 10, 2,000\.$/);
  assert.match(withoutDecoderWords([listed(1, false), listed(10)]), /at step 10\./);
  assert.match(withoutDecoderWords([listed(1, false)]), /cannot be decoded/);
});

test("larger images make a coarser grid, within bounds", () => {
  assert.deepEqual(
    [
      [1, 8, 8],
      [1, 28, 28],
      [3, 64, 64],
      [3, 256, 256],
    ].map(gridSide),
    [14, 13, 6, 6],
  );
});

test("frames stay longer where motion is to be reduced", () => assert.ok(stayMs(true) >= 2 * stayMs(false)));

test("the film holds the plane and two rows of pictures in their proportions", () => {
  const { width, height, tile } = filmSize(10, [1, 20, 10]);
  assert.ok(tile * 10 <= width && height > 400 + 4 * tile);
});

test("a decoder is closed only after the pictures that were asked of it", async () => {
  const done = /** @type {string[]} */ ([]);
  let finish = () => undefined;
  const picture = new Promise((resolve) => (finish = () => void resolve(null)));
  const decoder = closedLate(
    /** @type {any} */ ({
      decode: () => picture.then(() => done.push("picture")),
      close: async () => void done.push("closed"),
    }),
  );
  void decoder.decode(new Float32Array(2), 1);
  const closing = decoder.close();
  finish();
  await closing;
  assert.deepEqual(done, ["picture", "closed"]);
});

test("a plane without room inside its axes has no size, rather than one below zero", () => {
  assert.deepEqual(sizeIn({ clientWidth: 356, clientHeight: 250 }), { width: 300, height: 200 });
  assert.deepEqual(sizeIn({ clientWidth: 356, clientHeight: 40 }), { width: 0, height: 0 });
  assert.deepEqual(sizeIn({ clientWidth: 0, clientHeight: 250 }), { width: 0, height: 0 });
});
