import assert from "node:assert/strict";
import test from "node:test";

import {
  between,
  extentOf,
  fit,
  panned,
  resized,
  toData,
  toPixels,
  zoomed,
} from "../../../assets/js/maths/viewport.js";

const close = (/** @type {number} */ a, /** @type {number} */ b, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("pixels and data are inverse, v points up, and a unit is as long across as upwards", () => {
  const view = fit({ u: [-2, 2], v: [-1, 1] }, 400, 300);
  assert.deepEqual(toPixels(view, 0, 0), [200, 150]);
  assert.deepEqual(toData(view, ...toPixels(view, 1.5, -0.5)), [1.5, -0.5]);
  assert.deepEqual(toPixels(view, 1, 1), [300, 50]);
});

test("zooming keeps the place under the pointer and stops at its bounds", () => {
  const fitted = fit({ u: [-2, 2], v: [-2, 2] }, 400, 400);
  const near = zoomed(panned(fitted, 13, -7), 3, 100, 250, fitted);
  toData(near, 100, 250).forEach((value, i) => close(value, toData(panned(fitted, 13, -7), 100, 250)[i]));
  assert.equal(zoomed(fitted, 1e9, 0, 0, fitted).scale, 60 * fitted.scale);
});

test("resizing keeps the centre, and a reset ends at the fitted view", () => {
  const fitted = fit({ u: [-2, 2], v: [-2, 2] }, 400, 400);
  const looking = zoomed(fitted, 2, 300, 90, fitted);
  const wide = resized(looking, [400, 400], [800, 600], 1.5);
  toData(wide, 400, 300).forEach((value, i) => close(value, toData(looking, 200, 200)[i]));
  const end = between(looking, fitted, 1, 400, 400);
  close(end.scale, fitted.scale);
  close(end.x0, fitted.x0);
});

test("one outlier does not shrink the map", () => {
  const places = new Float32Array(4000).map((_, i) => Math.sin(i));
  places[0] = 1e6;
  assert.ok(extentOf(places).u[1] < 2);
});
