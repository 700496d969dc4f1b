import assert from "node:assert/strict";
import { test } from "node:test";

import { BETAS, shareOf } from "../../../assets/js/live/beta.js";
import { buttonsFor } from "../../../assets/js/live/controls.js";
import { scaleEnd, sdHistogram } from "../../../assets/js/live/kl_bars.js";
import { isSaving, reachesPrior, reportAt } from "../../../assets/js/live/points.js";
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

test("the stacked terms are reconstruction and the weighed KL of the training batches", () => {
  const report = (/** @type {number} */ epoch, /** @type {number} */ beta) => ({
    epoch,
    beta,
    images_per_second: 7,
    train: { reconstruction: 100, kl: 3 },
  });
  const reports = /** @type {any[]} */ ([report(1, 1), { epoch: 2, train: null }, report(3, 10)]);
  const [reconstruction, kl] = /** @type {any[]} */ (tracesOf("stacked", reports, { x: [], y: [], z: [] }).traces);
  assert.deepEqual(
    [reconstruction.y, kl.y, kl.x],
    [
      [100, 100],
      [3, 30],
      [1, 3],
    ],
  );
  assert.deepEqual(/** @type {any} */ (tracesOf("speed", reports, { x: [], y: [], z: [] }).traces[0]).y, [7, 7]);
});
