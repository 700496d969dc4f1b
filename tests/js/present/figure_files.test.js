import assert from "node:assert/strict";
import test from "node:test";

import { nameOfFigure } from "../../../assets/js/present/figure_files.js";

test("a figure's file has the page's heading in its name", () => {
  assert.equal(nameOfFigure("How many labels? β = 1/2"), "latent-lab-how-many-labels-β-1-2-figure");
  assert.equal(nameOfFigure(""), "latent-lab-figure");
});
