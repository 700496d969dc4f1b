import assert from "node:assert/strict";
import test from "node:test";

import { chartTable } from "../../../assets/js/present/chart_table.js";

test("a chart's table has a row for each point, with its trace, its panel and the names of its axes", () => {
  const traces = [
    { index: 0, _input: { name: "<b>VAE</b>" }, name: "VAE", x: [1, 2], y: new Float32Array([0.5, 1.5]) },
    { index: 1, _input: {}, name: "trace 1", x: ["a"], y: [3], xaxis: "x2", yaxis: "y2" },
    { index: 2, name: "hidden", visible: "legendonly", x: [9], y: [9] },
  ];
  const layout = {
    xaxis: { domain: [0, 0.4], title: { text: "labelled<br>images" } },
    yaxis: { domain: [0, 1], title: "accuracy" },
    xaxis2: { domain: [0.6, 1] },
    yaxis2: { domain: [0, 1] },
    annotations: [{ xref: "paper", yref: "paper", x: 0.8, y: 1, text: "Pairs" }],
  };
  assert.equal(
    chartTable(traces, layout),
    "panel,trace,x_axis,y_axis,x,y\n,VAE,labelled images,accuracy,1,0.5\n,VAE,labelled images,accuracy,2,1.5\n" +
      "Pairs,2,,,a,3\n",
  );
});

test("cells of a picture have a row each, at the middle of their edges or at their names", () => {
  const trace = {
    index: 0,
    name: "",
    x: [0, 1, 3],
    y: ["low", "high"],
    z: [
      [1, 2],
      [3, 4],
    ],
  };
  assert.equal(chartTable([trace], {}), "trace,x,y,z\n1,0.5,low,1\n1,2,low,2\n1,0.5,high,3\n1,2,high,4\n");
  const bare = { ...trace, x: undefined, y: undefined };
  assert.equal(chartTable([bare], {}).split("\n")[4], "1,1,1,4");
});

test("values of a histogram are its rows, and words of points have a column", () => {
  const histogram = { index: 0, name: "pairs", x: [2, 5] };
  assert.equal(chartTable([histogram], {}), "trace,x\npairs,2\npairs,5\n");
  const named = { index: 0, name: "runs", x: [1], y: [2], text: ["<i>beta 4</i>"] };
  assert.equal(chartTable([named], {}), "trace,x,y,text\nruns,1,2,beta 4\n");
});
