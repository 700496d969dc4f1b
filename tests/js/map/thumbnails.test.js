import assert from "node:assert/strict";
import test from "node:test";

import { fewInView } from "../../../assets/js/map/thumbnails.js";

test("pictures take the place of dots only where few points are in view", () => {
  const view = { scale: 100, x0: 50, y0: 50 };
  const places = Float32Array.of(0, 0, 0.2, 0.2, 9, 9, -0.3, 0);
  assert.deepEqual(
    fewInView(places, view, [100, 100], () => true),
    [0, 1, 3],
  );
  assert.deepEqual(
    fewInView(places, view, [100, 100], (row) => row > 0),
    [1, 3],
  );
  assert.equal(
    fewInView(places, view, [100, 100], () => true, 2),
    null,
  );
});
