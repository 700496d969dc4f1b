import assert from "node:assert/strict";
import test from "node:test";

import { complete } from "../../../assets/js/map/options.js";
import { startAmong } from "../../../assets/js/map/state.js";
import { latents } from "../support/latents.js";

const options = (/** @type {number[] | null} */ z) =>
  complete({ runUrl: "/runs/a", shape: [1, 28, 28], latentDim: 2, z });
/** The same codes, all moved to the right. */
const shifted = (/** @type {number} */ by) => ({
  ...latents,
  codes: latents.codes.map((value, at) => (at % 2 ? value : value + by)),
});

test("the marker starts at the plane's origin where the window around the codes holds it", () => {
  assert.deepEqual([...startAmong(options(null), shifted(0))], [0, 0]);
  assert.deepEqual([...startAmong(options(null), shifted(2.1))], [0, 0]); // in the window's margin
});

test("where the codes are far from the origin the marker starts at their mean, unless a place was asked for", () => {
  assert.deepEqual([...startAmong(options(null), shifted(40))], [40, 0]);
  assert.deepEqual([...startAmong(options([1, 2]), shifted(40))], [1, 2]);
});

test("without codes the marker is at the origin", () => {
  const none = { ...latents, count: 0, codes: new Float32Array() };
  assert.deepEqual([...startAmong(options(null), none)], [0, 0]);
});
