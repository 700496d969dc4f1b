import assert from "node:assert/strict";
import test from "node:test";

import { termsTable } from "../../../assets/js/live/files/curve_files.js";
import { barsFigure, barsTable } from "../../../assets/js/live/files/kl_bars_file.js";
import { klTable, speedTable, tabFigure } from "../../../assets/js/live/files/tab_files.js";

/** @typedef {import("../../../assets/js/live/points.js").Report} Report */
const report = (/** @type {number} */ step, /** @type {number[] | null} */ nats) =>
  /** @type {Report} */ ({
    ...{ step, epoch: step / 10, seconds: step / 5, validation: null, beta: 4, images_per_second: 1000 * step },
    train: nats && { reconstruction: 100, kl: 3, kl_per_dim: nats, elbo: -103 },
  });
const REPORTS = [report(1, [0.5, 2.5]), report(2, null), report(3, [1, 2])];
/** @type {any} */
const THEME = { text: "#111111", background: "#ffffff", primary: "#0000ff", ink: [17, 17, 17] };
const BARS = {
  ...{ nats: [3, 0.1, 4], dims: [2, 0], end: 5, widest: 1.2 },
  histogram: (/** @type {number} */ dim) => [dim, 1, 0, 0],
};

test("the KL over time is saved of every report that has one, a column for each latent dimension", () => {
  assert.equal(klTable(REPORTS), "step,epoch,seconds,train_kl_1,train_kl_2\n1,0.1,0.2,0.5,2.5\n3,0.3,0.6,1,2\n");
  const without = report(1, [1]);
  assert.equal(klTable([{ ...without, train: without.train && { ...without.train, kl_per_dim: null } }]), "\n");
});

test("the speed is saved of every report of the training", () => {
  assert.equal(speedTable(REPORTS), "step,epoch,seconds,images_per_second\n1,0.1,0.2,1000\n3,0.3,0.6,3000\n");
});

test("the loss terms have no columns of what a person steers", () => {
  assert.equal(termsTable(REPORTS).split("\n")[0], "step,epoch,seconds,train_reconstruction,train_kl,train_elbo");
});

test("the KL of all dimensions is saved with the counts by posterior sd, those without a bar too", () => {
  assert.equal(
    barsTable(BARS),
    "dimension,kl_nats,sd_from_0,sd_from_0.3,sd_from_0.6,sd_from_0.9\n1,3,0,1,0,0\n2,0.1,1,1,0,0\n3,4,2,1,0,0\n",
  );
  assert.equal(barsTable({ ...BARS, histogram: null }), "dimension,kl_nats\n1,3\n2,0.1\n3,4\n");
});

test("the saved bars have the names of their dimensions, a histogram in each row, and one panel without posteriors", () => {
  const { data, layout } = barsFigure(BARS, THEME, "Arial");
  const bars = /** @type {any} */ (data[0]);
  assert.deepEqual(
    [bars.x, layout.yaxis.ticktext],
    [
      [4, 3],
      ["z3", "z1"],
    ],
  );
  assert.equal(data.length, 3);
  const outline = /** @type {any} */ (data[1]);
  assert.deepEqual(
    [Math.min(...outline.y), Math.max(...outline.y)].map((y) => Number(y.toFixed(2))),
    [-0.43, 0.43],
  );
  const alone = barsFigure({ ...BARS, histogram: null }, THEME, "Arial");
  assert.deepEqual([alone.data.length, "xaxis2" in alone.layout], [1, false]);
});

test("a saved figure of a tab names its axes and has the page's background, and the page's own stays as it is", () => {
  const shown = { data: [{}], layout: { xaxis: { nticks: 8 }, yaxis: { title: { text: "nats" } }, margin: { b: 26 } } };
  const { layout } = tabFigure("stacked", shown, "#ffffff");
  assert.deepEqual(
    [layout.xaxis.title.text, layout.yaxis.title.text, layout.xaxis.nticks],
    ["epoch", "nats per image", 8],
  );
  assert.equal("xaxis2" in layout, false);
  assert.deepEqual([layout.paper_bgcolor, shown.layout.margin], ["#ffffff", { b: 26 }]);
});
