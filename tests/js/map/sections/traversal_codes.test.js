import assert from "node:assert/strict";
import test from "node:test";

import { traversalCodes, traversalRows } from "../../../../assets/js/map/sections/traversal_codes.js";

const latents = {
  count: 4,
  dimensions: 2,
  codes: Float32Array.of(0, 0, 2, 0.01, -2, -0.01, 0, 0),
  logVars: new Float32Array(8),
  labels: Int32Array.of(0, 1, 1, 0),
  index: Int32Array.of(5, 6, 7, 8),
  splits: Uint8Array.of(2, 2, 0, 2),
  reconstruction: Float32Array.of(10, 20, 30, 40),
  factors: null,
  hasOthers: true,
  isProbabilistic: true,
};

test("dimensions are traversed in the order of their KL, and those that tell nothing are called inactive", () => {
  const rows = traversalRows(latents, [0.1, 2]);
  assert.deepEqual(
    rows.map(({ dimension, isActive }) => [dimension, isActive]),
    [
      [1, false],
      [0, true],
    ],
  );
  const codes = traversalCodes([7, 8], rows);
  assert.deepEqual([codes[0], codes[1]], [7, -3]); // the first row moves z2
  assert.deepEqual([...codes.slice(18, 20)], [-3, 8]); // the second z1
  const free = traversalRows({ ...latents, isProbabilistic: false }, [0, 0]);
  assert.deepEqual([free[0].dimension, free[0].sd], [0, Math.sqrt(2)]); // by the codes' own spread
});
