import assert from "node:assert/strict";
import { test } from "node:test";

import {
  carriedWords,
  chosenDims,
  closeRange,
  curvePoints,
  CURVES,
  remaining,
  shown,
  shownDims,
  significant,
  stateWords,
  thinned,
} from "../../../assets/js/live/points.js";

/**
 * @param {object} more
 * @returns {any}
 */
const report = (more) => ({
  epoch: 1,
  progress: 0.5,
  seconds: 10,
  images_per_second: 7,
  train: { reconstruction: 90, kl: 5, elbo: -95 },
  validation: null,
  ...more,
});

test("each report adds a point to the curves it has a value for, and -ELBO rises as a loss", () => {
  const points = curvePoints([report({}), report({ epoch: 2, validation: { reconstruction: 91, kl: 6, elbo: -97 } })]);
  const of = (/** @type {string} */ key, /** @type {string} */ split) =>
    points[CURVES.findIndex((curve) => curve.key === key && curve.split === split)];
  assert.deepEqual(of("elbo", "train"), { x: [1, 2], y: [95, 95] });
  assert.deepEqual(of("elbo", "validation"), { x: [2], y: [97] });
});

test("the plotted terms add up to the plotted total", () => {
  const [reconstruction, , kl, , total] = curvePoints([report({})]);
  assert.equal(reconstruction.y[0] + kl.y[0], total.y[0]);
});

test("an autoencoder has no points of KL and ELBO, and a diverged report none at all", () => {
  const points = curvePoints([
    report({ train: { reconstruction: 90, kl: null, elbo: null } }),
    report({ train: null }),
  ]);
  assert.deepEqual(
    points.map(({ x }) => x.length),
    [1, 0, 0, 0, 0, 0],
  );
});

test("thinning keeps the first and the last point, the order and at most so many", () => {
  const x = Array.from({ length: 1001 }, (_, at) => at);
  const thin = thinned({ x, y: x.map((value) => -value) }, 100);
  assert.ok(thin.x.length <= 100 && thin.x.length > 90);
  assert.deepEqual([thin.x[0], thin.x.at(-1)], [0, 1000]);
  assert.deepEqual(
    thin.x,
    [...thin.x].sort((a, b) => a - b),
  );
  assert.deepEqual(
    thin.y,
    thin.x.map((value) => -value),
  );
});

test("a curve that is thinned again and again while it grows stays evenly spread", () => {
  let curve = /** @type {import("../../../assets/js/live/points.js").Points} */ ({ x: [], y: [] });
  for (let at = 0; at < 20_000; at++) {
    curve.x.push(at);
    curve.y.push(at);
    if (curve.x.length > 300) curve = thinned(curve, 150);
  }
  const even = thinned(curve, 100);
  const gaps = even.x.slice(2).map((x, at) => x - even.x[at + 1]);
  assert.ok(Math.max(...gaps) < 4 * (20_000 / 100), `gaps up to ${Math.max(...gaps)}`);
  assert.ok(even.x.length <= 100);
});

test("points at one place, or too few, are thinned without harm", () => {
  const same = { x: new Array(10).fill(2), y: new Array(10).fill(3) };
  assert.ok(thinned(same, 4).x.length <= 4);
  assert.deepEqual(thinned(same, 10), same);
  assert.deepEqual(thinned({ x: [], y: [] }, 4), { x: [], y: [] });
});

test("a close-up shows what the curves did lately, with some room", () => {
  const range = closeRange([
    { x: [0, 1, 6, 10], y: [500, 400, 110, 100] },
    { x: [9], y: [105] },
  ]);
  assert.deepEqual(range, [100 - 0.8, 110 + 0.8]);
  assert.deepEqual(closeRange([{ x: [1], y: [5] }]), [4, 6]);
  assert.equal(closeRange([{ x: [], y: [] }]), null);
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

test("the shown dimensions change only where others carry clearly more", () => {
  assert.deepEqual(chosenDims([2, 2.1, 2.2], 3, [0, 1]), [0, 1]);
  assert.deepEqual(chosenDims([2, 2.1, 5], 3, [0, 1]), [1, 2]);
});

test("bars are drawn for all dimensions, or for those that carry most", () => {
  assert.deepEqual(shownDims([3, 1, 2], 3), [0, 1, 2]);
  assert.deepEqual(shownDims([3, 1, 2, 0], 2), [0, 2]);
});

test("how many dimensions carry anything is said in words", () => {
  assert.equal(carriedWords([3, 0.01, 0]), "1 of 3 dimensions carry more than 0.1 nats");
  assert.equal(carriedWords([3, 2]), "both dimensions carry more than 0.1 nats");
  assert.equal(carriedWords([3, 2, 1]), "all 3 dimensions carry more than 0.1 nats");
  assert.equal(carriedWords([0.01]), "the one latent dimension carries less than 0.1 nats");
});

test("numbers and states are said as people write them", () => {
  assert.equal(shown(-1234.56), "−1,234.6");
  assert.equal(shown(null), "–");
  assert.equal(shown(NaN), "–");
  assert.deepEqual(
    [0.00432, 0, 1, 1e-9, 0.25].map((value) => significant(value, 2)),
    ["0.0043", "0", "1", "1e−9", "0.25"],
  );
  assert.equal(stateWords("time"), "Finished");
  assert.equal(stateWords("converged"), "Finished"); // the table of runs has one word for all three, too
  assert.equal(stateWords("unheard of"), "unheard of");
});
