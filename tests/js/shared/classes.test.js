import assert from "node:assert/strict";
import test from "node:test";

import { colourOf, isolated, PETROFF10, rgbOf, toggled } from "../../../assets/js/shared/classes.js";

test("a click hides a class, a second shows it, a double click isolates it and another brings all back", () => {
  const hidden = toggled(new Set(), 3);
  assert.deepEqual([...hidden], [3]);
  assert.deepEqual([...toggled(hidden, 3)], []);
  const alone = isolated(new Set(), 1, 4);
  assert.deepEqual([...alone], [0, 2, 3]);
  assert.deepEqual([...isolated(alone, 1, 4)], []);
});

test("every class has a colour and a wrong colour is named", () => {
  assert.equal(colourOf(PETROFF10, 12), PETROFF10[2]);
  assert.deepEqual(rgbOf("#3f90da"), [63, 144, 218]);
  assert.deepEqual(rgbOf("#f0a"), [255, 0, 170]);
  assert.throws(() => rgbOf("blue"), /colour is 'blue'/);
});
