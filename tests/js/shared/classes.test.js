import assert from "node:assert/strict";
import test from "node:test";

import {
  CLASS_COLOURS,
  clipOf,
  colourOf,
  isolated,
  named,
  rgbOf,
  shapeOf,
  toggled,
} from "../../../assets/js/shared/classes.js";

test("a click hides a class, a second shows it, a double click isolates it and another brings all back", () => {
  const hidden = toggled(new Set(), 3);
  assert.deepEqual([...hidden], [3]);
  assert.deepEqual([...toggled(hidden, 3)], []);
  const alone = isolated(new Set(), 1, 4);
  assert.deepEqual([...alone], [0, 2, 3]);
  assert.deepEqual([...isolated(alone, 1, 4)], []);
});

test("every class has a colour and a wrong colour is named", () => {
  assert.equal(colourOf(CLASS_COLOURS, 62), CLASS_COLOURS[2]);
  assert.deepEqual(rgbOf("#3f90da"), [63, 144, 218]);
  assert.deepEqual(rgbOf("#f0a"), [255, 0, 170]);
  assert.throws(() => rgbOf("blue"), /colour is 'blue'/);
});

test("ten classes are circles, the next ten have another shape, and no two of 60 look alike", () => {
  const labels = Array.from({ length: 60 }, (_, label) => label);
  assert.deepEqual([0, 9, 10, 46, 60].map(shapeOf), ["circle", "circle", "triangle", "plus", "circle"]);
  assert.equal(new Set(labels.map((label) => colourOf(CLASS_COLOURS, label))).size, 60);
  assert.equal(clipOf(9), "");
  assert.match(clipOf(10), /^clip-path: polygon\(50\.0% 0\.0%, /);
});

test("classes are found by a part of their names in any case", () => {
  const names = ["Cat", "dog", "wildcat"];
  assert.deepEqual(named(names, " CAT "), [0, 2]);
  assert.deepEqual(named(names, ""), [0, 1, 2]);
  assert.deepEqual(named(names, "emu"), []);
});
