import assert from "node:assert/strict";
import test from "node:test";

import { wheelFactor } from "../../../assets/js/map/gestures.js";

test("a wheel turned back undoes a wheel turned forth, whatever its unit", () => {
  for (const deltaMode of [0, 1, 2]) {
    const factor = (/** @type {number} */ deltaY) =>
      wheelFactor(/** @type {WheelEvent} */ ({ deltaY, deltaMode, ctrlKey: false }));
    assert.ok(factor(-3) > 1 && Math.abs(factor(3) * factor(-3) - 1) < 1e-12);
  }
});

test("a trackpad's pinch counts tenfold, a notch of a mouse wheel with Ctrl does not", () => {
  const factor = (/** @type {number} */ deltaY, /** @type {boolean} */ ctrlKey) =>
    wheelFactor({ deltaY, deltaMode: 0, ctrlKey });
  assert.ok(Math.abs(factor(-5, true) - factor(-50, false)) < 1e-12);
  assert.equal(factor(-100, true), factor(-100, false));
});
