import assert from "node:assert/strict";
import { test } from "node:test";

import { filmAt } from "../../../assets/js/plane/player.js";

test("the film runs to and fro, or stops at its end; who wants no motion gets its steps", () => {
  const span = { unit: "t", least: -0.5, most: 1.5, from: 0, to: 1, steps: 5 };
  assert.deepEqual(
    [0, 2000, 4000, 6000, 8000].map((ms) => filmAt(ms, span, true, false).share),
    [0, 0.5, 1, 0.5, 0],
  );
  assert.deepEqual(filmAt(9000, span, false, false), { share: 1, isOver: true });
  const calm = new Set(Array.from({ length: 80 }, (_, i) => filmAt(i * 100, span, true, true).share));
  assert.deepEqual([...calm].sort(), [0, 0.25, 0.5, 0.75, 1]);
});
