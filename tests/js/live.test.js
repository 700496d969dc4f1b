import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenDims, curvePoints, CURVES, remaining, shown, stateWords, thinned } from "../../assets/js/live_points.js";

/** @param {object} more @returns {any} */
const report = (more) => ({ epoch: 1, progress: 0.5, seconds: 10, train: { reconstruction: 90, kl: 5, elbo: -95 }, validation: null, ...more });

test("each report adds a point to the curves it has a value for, and -ELBO rises as a loss", () => {
  const points = curvePoints([report({}), report({ epoch: 2, validation: { reconstruction: 91, kl: 6, elbo: -97 } })]);
  const of = (/** @type {string} */ key, /** @type {string} */ split) => points[CURVES.findIndex((curve) => curve.key === key && curve.split === split)];
  assert.deepEqual(of("elbo", "train"), { x: [1, 2], y: [95, 95] });
  assert.deepEqual(of("elbo", "validation"), { x: [2], y: [97] });
});

test("the plotted terms add up to the plotted total", () => {
  const [reconstruction, , kl, , total] = curvePoints([report({})]);
  assert.equal(reconstruction.y[0] + kl.y[0], total.y[0]);
});

test("an autoencoder has no points of KL and ELBO, and a diverged report none at all", () => {
  const points = curvePoints([report({ train: { reconstruction: 90, kl: null, elbo: null } }), report({ train: null })]);
  assert.deepEqual(points.map(({ x }) => x.length), [1, 0, 0, 0, 0, 0]);
});

test("thinning keeps the last point, the order and at most so many", () => {
  const x = Array.from({ length: 1001 }, (_, at) => at);
  const thin = thinned({ x, y: x }, 100);
  assert.ok(thin.x.length <= 100);
  assert.equal(thin.x.at(-1), 1000);
  assert.deepEqual(thin.x, [...thin.x].sort((a, b) => a - b));
});

test("the remaining time is said in words that suit its length", () => {
  assert.equal(remaining(report({ progress: 0 })), "estimating the time");
  assert.equal(remaining(report({})), "about 10 s left");
  assert.equal(remaining(report({ progress: 0.1, seconds: 60 })), "about 9 min left");
  assert.equal(remaining(report({ progress: 0.1, seconds: 3600 })), "about 9.0 h left");
  assert.equal(remaining(report({ progress: 0.999 })), "done in a moment");
});

test("the two dimensions with the largest KL are shown, in their order", () => {
  assert.deepEqual(chosenDims([0.1, 3, 0, 2], 4), [1, 3]);
  assert.deepEqual(chosenDims(null, 5), [0, 1]);
  assert.deepEqual(chosenDims([1], 1), [0, 0]);
});

test("numbers and states are said as people write them", () => {
  assert.equal(shown(-1234.56), "−1,234.6");
  assert.equal(shown(null), "–");
  assert.equal(shown(NaN), "–");
  assert.equal(stateWords("time"), "Finished");
  assert.equal(stateWords("unheard of"), "unheard of");
});
