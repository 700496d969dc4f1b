import assert from "node:assert/strict";
import test from "node:test";

import { sheetSize } from "../../../assets/js/shared/figures/canvas_file.js";
import { csvText } from "../../../assets/js/shared/figures/csv.js";
import { nameOfFigure } from "../../../assets/js/shared/figures/figure_name.js";
import { keyPlaces, plainColour } from "../../../assets/js/shared/figures/svg_file.js";

test("a figure's file has the page's heading in its name", () => {
  assert.equal(nameOfFigure("How many labels? β = 1/2"), "latent-lab-how-many-labels-β-1-2-figure");
  assert.equal(nameOfFigure(""), "latent-lab-figure");
});

test("a table quotes words that would end a cell, and leaves out a column without a value", () => {
  const rows = [
    ['the "best", so far', null, 1.5],
    ["two\nlines", undefined, 0],
  ];
  assert.equal(csvText(["name", "empty", "value"], rows), 'name,value\n"the ""best"", so far",1.5\n"two\nlines",0\n');
});

test("the key of a saved plot begins a new row where the next entry would be wider than the plot", () => {
  const { places, height } = keyPlaces(["posterior", "prior", "a name of forty letters, which fills a row"], 300);
  assert.deepEqual(
    places.map(({ y }) => y),
    [0, 0, 22],
  );
  assert.equal(places[1].x > places[0].x, true);
  assert.deepEqual([places[2].x, height], [0, 44]);
  assert.equal(keyPlaces([], 300).height, 0);
});

test("a mixed colour is written as other programs read it", () => {
  assert.equal(plainColour("color(srgb 0 0.5 1)"), "rgb(0, 128, 255)");
  assert.equal(plainColour("rgb(1, 2, 3)"), "rgb(1, 2, 3)");
  assert.equal(plainColour("7px, 5px"), "7px, 5px");
});

test("a sheet of small images is enlarged by whole pixels, and one of large images stays as it is", () => {
  assert.deepEqual(sheetSize(10, 10, 28, 28), { zoom: 3, width: 840, height: 84 });
  assert.deepEqual(sheetSize(12, 10, 128, 64), { zoom: 1, width: 1280, height: 128 });
});
