import assert from "node:assert/strict";
import test from "node:test";

import { sampleCodes, gapInWords, posteriorTable, varianceOf } from "../../../../assets/js/map/sections/posterior.js";

test("the inspector's columns are the closed forms", () => {
  const [row] = posteriorTable([1], [Math.log(4)]);
  assert.equal(row.sd, 2);
  assert.ok(Math.abs(row.kl - 0.5 * (1 + 4 - 1 - Math.log(4))) < 1e-12);
  assert.deepEqual([...sampleCodes([1, 5], [0, Math.log(4)], 2, () => 1)], [2, 7, 2, 7]);
  assert.deepEqual([...varianceOf(Float32Array.of(0, 1, 2, 1), 2)], [1, 0]);
  assert.match(gapInWords({ before: -136.5, after: -131.1, standardError: 0.21 }), /gap is 5\.4 ± 0\.2 nats/);
});
