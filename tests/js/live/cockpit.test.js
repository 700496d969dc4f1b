import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { BETAS, effectiveWords, shareOf } from "../../../assets/js/live/beta.js";
import { buttonsFor } from "../../../assets/js/live/controls.js";
import { effectiveBeta, squaredError } from "../../../assets/js/maths/effective_beta.js";
import { scaleEnd, sdHistogram } from "../../../assets/js/live/kl_bars.js";
import { generalisationGap, isSaving, reachesPrior, reportAt } from "../../../assets/js/live/points.js";
import { columnsFor } from "../../../assets/js/live/columns.js";
import { tracesOf } from "../../../assets/js/live/tab_charts.js";
import { lossWords } from "../../../assets/js/live/tiles.js";

const standing = (/** @type {object} */ change) => ({
  status: "",
  isOwn: true,
  canTrain: true,
  canResume: false,
  ...change,
});

test("the first button is Train, then Pause, then Go on, and a second press cannot queue a second run", () => {
  const main = (/** @type {object} */ change, isAsked = false) => {
    const { main: name, canMain } = buttonsFor(standing(change), isAsked, false);
    return [name, canMain];
  };
  assert.deepEqual(main({}), ["Train", true]);
  assert.deepEqual(main({ canTrain: false }), ["Train", false]);
  assert.deepEqual(main({}, true), ["Starting", false]);
  assert.deepEqual(main({ status: "queued" }), ["Starting", false]);
  assert.deepEqual(main({ status: "running" }), ["Pause", true]);
  assert.deepEqual(main({ status: "paused" }), ["Go on", true]);
  assert.deepEqual(main({ status: "lost" }), ["Resume", true]);
  assert.deepEqual(main({ status: "finished" }), ["Train", true]);
  assert.deepEqual(
    main({ status: "running", isOwn: false }),
    ["Train", true],
    "somebody else's training is not paused",
  );
});

test("while the last files are written, nothing can be pressed", () => {
  const now = buttonsFor(standing({ status: "saving" }), false, false);
  assert.equal(now.main, "Saving");
  assert.deepEqual(
    [now.canMain, now.canStep, now.canSlow, now.canStop, now.canMore],
    [false, false, false, false, false],
  );
});

test("a training is being saved from its last report on, unless it was resumed from there", () => {
  const last = /** @type {any} */ ({ step: 20, stop_reason: "time" });
  assert.equal(isSaving(last, -1, "running"), true);
  assert.equal(isSaving(last, 8, "running"), true, "resumed long before");
  assert.equal(isSaving(last, 20, "running"), false, "resumed from its end");
  assert.equal(isSaving(last, -1, "queued"), false);
  assert.equal(isSaving({ ...last, stop_reason: "" }, -1, "running"), false);
  assert.equal(isSaving(undefined, -1, "running"), false);
});

test("steps and stop need a training of one's own, and a stopped run can be resumed", () => {
  const running = buttonsFor(standing({ status: "running" }), false, false);
  assert.deepEqual(
    [running.canStep, running.canSlow, running.canStop, running.canMore, running.more],
    [true, true, true, true, "+5 epochs"],
  );
  const theirs = buttonsFor(standing({ status: "running", isOwn: false }), false, false);
  assert.deepEqual([theirs.canStep, theirs.canSlow, theirs.canStop, theirs.canMore], [false, false, false, false]);
  const stopped = buttonsFor(standing({ status: "stopped", canResume: true }), false, false);
  assert.deepEqual([stopped.canStop, stopped.canMore, stopped.more], [false, true, "Resume"]);
  assert.equal(buttonsFor(standing({}), false, false).canMore, false, "nothing was trained yet");
});

test("the slider's steps rise from 0 to 64 and hold every tick, which lie apart from one another", () => {
  assert.deepEqual([BETAS[0], BETAS.at(-1)], [0, 64]);
  assert.deepEqual(
    BETAS,
    [...BETAS].sort((a, b) => a - b),
  );
  const ticks = [0, 0.1, 1, 4, 10, 64];
  assert.ok(ticks.every((beta) => BETAS.includes(beta)));
  const shares = ticks.map(shareOf);
  assert.deepEqual([shares[0], shares.at(-1)], [0, 1]);
  shares.slice(1).forEach((share, at) => assert.ok(share - shares[at] > 0.08));
});

test("the effective beta of a fixed Gaussian is beta times its variance over the error, and beta itself elsewhere", () => {
  const nats = 0.5 * 784 * (0.04 / 0.25 + Math.log(2 * Math.PI * 0.25)); // of a squared error of 0.04 under sd 0.5
  const error = /** @type {number} */ (squaredError(0.5, 784, nats));
  assert.ok(Math.abs(error - 0.04) < 1e-12);
  const of = (/** @type {number | null} */ fixedSd, hasEffectiveBeta = true) =>
    effectiveBeta(2, { fixedSd, hasEffectiveBeta }, error);
  assert.ok(Math.abs(/** @type {number} */ (of(0.5)) - 12.5) < 1e-9);
  assert.ok(Math.abs(/** @type {number} */ (of(0.2)) - 2) < 1e-9, "an sd that fits changes nothing");
  assert.equal(of(null), 2);
  assert.equal(of(0.5, false), null);
  assert.equal(
    effectiveBeta(2, { fixedSd: 0.5, hasEffectiveBeta: true }, squaredError(null, 784, nats)),
    null,
    "no error is known",
  );
  assert.deepEqual([12.52, 0.00123, null].map(effectiveWords), ["effective 13", "effective 0.0012", "effective –"]);
});

test("bars share one scale that ends at a round number, at least 1 nat", () => {
  assert.deepEqual([0, 0.3, 1, 1.1, 2.4, 7, 31].map(scaleEnd), [1, 1, 1, 2, 5, 10, 50]);
});

test("the histogram of posterior sds counts every image of its dimension once", () => {
  const logVar = Float32Array.from([0.12, 1, 0.12, 5, 0.6, 1].map((sd) => 2 * Math.log(sd)));
  const counts = sdHistogram(logVar, 2, 0);
  assert.equal(
    counts.reduce((a, b) => a + b),
    3,
  );
  assert.equal(counts[2], 2, "0.12 of 1.2 falls into the third of 24 bins");
  assert.equal(sdHistogram(logVar, 2, 1).at(-1), 1, "what is wider than the scale is in the last bin");
});

test("the training loss is said with how it is made of its terms", () => {
  const terms = { reconstruction: 150, kl: 5, kl_per_dim: [5], elbo: -155 };
  assert.deepEqual(lossWords(terms, 4), ["170.0", "150.0 + 4 × 5.00"]);
  assert.deepEqual(lossWords({ ...terms, reconstruction: 204.43, kl: 0.1734 }, 25), ["208.7", "204.4 + 25 × 0.173"]);
  assert.deepEqual(lossWords({ ...terms, kl: 0.26 }, 0), ["150.0", "150.0 + 0 × 0.3"]);
  assert.deepEqual(lossWords({ ...terms, kl: null }, 4), ["150.0", "reconstruction alone"]);
  assert.deepEqual(lossWords(null, 4), ["–", ""]);
});

test("the plane always shows the prior, so that codes are seen to contract", () => {
  assert.deepEqual(reachesPrior({ u: [-0.1, 0.1], v: [-5, 9] }), { u: [-2.3, 2.3], v: [-5, 9] });
});

test("a moment shows the last report until then", () => {
  const reports = /** @type {any[]} */ ([{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }]);
  assert.deepEqual(
    [0.5, 2, 2.9, 9].map((epoch) => reportAt(reports, epoch)?.epoch),
    [undefined, 2, 2, 3],
  );
});

test("two rows of pictures fill the strip's height, with at least four and no more than there are", () => {
  assert.deepEqual(
    [columnsFor(400, 120, 10), columnsFor(900, 120, 10), columnsFor(100, 200, 10), columnsFor(0, 0, 10)],
    [7, 10, 4, 6],
  );
  assert.equal(columnsFor(900, 120, 3), 3);
});

/** @param {string} path of a bundled run */
const bundled = (path) =>
  readFileSync(new URL(`../../../assets/${path}/metrics.jsonl`, import.meta.url), "utf-8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((line) => !line.event);
const NO_STRIP = { x: [], y: [], z: [] };

test("the stacked terms of training and validation add up to the drawn -ELBO, at any beta", () => {
  for (const path of ["pretrained/mnist-vae-2d", "sweeps/mnist-beta/mnist-vae-10d-beta-8"]) {
    const { traces } = /** @type {{traces: any[]}} */ (tracesOf("stacked", bundled(path), NO_STRIP, "#000"));
    assert.equal(traces.length, 6);
    for (const [reconstruction, kl, total] of [traces.slice(0, 3), traces.slice(3)]) {
      assert.deepEqual([kl.stackgroup, total.stackgroup], [reconstruction.stackgroup, undefined]);
      assert.ok(total.y.length >= 3 && total.name === "-ELBO");
      total.y.forEach((/** @type {number} */ nats, /** @type {number} */ at) =>
        assert.ok(Math.abs(reconstruction.y[at] + kl.y[at] - nats) < 1e-6),
      );
    }
    assert.notEqual(traces[0].stackgroup, traces[3].stackgroup);
  }
});

test("a model without a KL has one area for each split, and reports without terms are left out", () => {
  const terms = { reconstruction: 100, kl: null, elbo: null };
  const reports = /** @type {any[]} */ ([
    { epoch: 1, images_per_second: 7, train: terms, validation: null },
    { epoch: 2, images_per_second: 7, train: null, validation: null },
    { epoch: 3, images_per_second: 7, train: terms, validation: terms },
  ]);
  const { traces } = /** @type {{traces: any[]}} */ (tracesOf("stacked", reports, NO_STRIP, "#000"));
  assert.deepEqual(
    traces.map(({ x, y }) => [x, y]),
    [
      [
        [1, 3],
        [100, 100],
      ],
      [[3], [100]],
    ],
  );
  assert.deepEqual(/** @type {any} */ (tracesOf("speed", reports, NO_STRIP, "#000").traces[0]).y, [7, 7]);
});

test("the gap is the latest validation minus the training of the epoch before it", () => {
  const terms = (/** @type {number} */ nats) => ({ reconstruction: nats - 2, kl: 2 });
  const all = /** @type {any[]} */ ([
    { train: terms(90), validation: terms(95) },
    { train: terms(60), validation: null },
    { train: terms(50), validation: terms(57) },
    { train: terms(1), validation: null },
  ]);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((count) => generalisationGap(all.slice(0, count))),
    [null, 5, 5, 2, 2],
  );
});
