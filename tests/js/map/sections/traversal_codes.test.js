import assert from "node:assert/strict";
import test from "node:test";

import { traversalCodes, traversalRows } from "../../../../assets/js/map/sections/traversal_codes.js";
import { latents } from "../../support/latents.js";

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
