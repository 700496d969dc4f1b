import assert from "node:assert/strict";
import test from "node:test";

import { curvesTable, missingCurves, savedFigure } from "../../../assets/js/live/files/curve_files.js";

/** @typedef {import("../../../assets/js/live/points.js").Report} Report */
const terms = (/** @type {number} */ reconstruction, /** @type {number | null} */ kl) => ({
  ...{ reconstruction, kl, kl_per_dim: null },
  elbo: kl === null ? null : -(reconstruction + kl),
});
const report = (/** @type {Partial<Report>} */ change) =>
  /** @type {Report} */ ({
    step: 10,
    epoch: 0.5,
    seconds: 2,
    train: null,
    validation: null,
    beta: 4,
    learning_rate: 0.001,
    ...change,
  });

test("a table of the curves has a row for each report, and an empty cell where a report has no value", () => {
  const reports = [
    report({ train: terms(120.5, 8) }),
    report({ step: 20, epoch: 1, train: terms(100, 9), validation: terms(101, 9.5) }),
  ];
  assert.equal(
    curvesTable(reports),
    "step,epoch,seconds,train_reconstruction,train_kl,train_elbo," +
      "validation_reconstruction,validation_kl,validation_elbo,weight,learning_rate\n" +
      "10,0.5,2,120.5,8,-128.5,,,,4,0.001\n20,1,2,100,9,-109,101,9.5,-110.5,4,0.001\n",
  );
});

test("a model without a KL has no columns for it", () => {
  const head = curvesTable([report({ train: terms(3, null), validation: terms(4, null) })]).split("\n")[0];
  assert.equal(head, "step,epoch,seconds,train_reconstruction,validation_reconstruction,weight,learning_rate");
});

test("a saved figure has the key of the curves and the page's background, and the page's own stays as it is", () => {
  const shown = { data: [{ name: "KL" }, { name: "KL" }], layout: { showlegend: false, margin: { t: 20, l: 5 } } };
  const { data, layout } = savedFigure(shown, "#ffffff");
  assert.deepEqual(
    data.map(({ name }) => name),
    ["KL, training", "KL, validation"],
  );
  assert.deepEqual([layout.showlegend, layout.paper_bgcolor, layout.margin], [true, "#ffffff", { t: 54, l: 5 }]);
  assert.deepEqual([shown.layout.showlegend, shown.data[0].name], [false, "KL"]);
});

test("before there are reports and a figure, nothing can be saved", () => {
  assert.equal(missingCurves([], { data: [] }), "No curves yet");
  assert.equal(missingCurves([report({})], {}), "No curves yet", "Plotly is still being loaded");
  assert.equal(missingCurves([report({})], { data: [] }), "");
});
