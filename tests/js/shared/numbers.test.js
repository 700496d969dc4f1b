import assert from "node:assert/strict";
import test from "node:test";

import { readable, ticksBetween } from "../../../assets/js/shared/numbers.js";

test("ticks are whole steps and zero has no sign", () => {
  assert.deepEqual(ticksBetween(-0.25, 0.35, 0.1), [-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  assert.ok(Object.is(ticksBetween(-1, 1, 1)[1], 0));
  assert.deepEqual([readable(-0.001), readable(-1.5), readable(2)], ["0.00", "−1.50", "2.00"]);
});
