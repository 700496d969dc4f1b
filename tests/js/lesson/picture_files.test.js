import assert from "node:assert/strict";
import test from "node:test";

import { paintedTable, recorded } from "../../../assets/js/lesson/picture_files.js";

test("what a picture paints is noted, with the names of the curves from its key", () => {
  /** @type {string[]} */
  const painted = [];
  const note = (/** @type {string} */ name) => () => void painted.push(name);
  const names = ["line", "area", "bar", "dot", "text", "image"];
  const panel = /** @type {any} */ (Object.fromEntries(names.map((name) => [name, note(name)])));
  const { panel: noting, rows } = recorded(panel);
  noting.line(
    [
      [0, 1],
      [2, 3],
    ],
    "first dashed",
  );
  noting.bar(1, 3, 5, "second");
  noting.dot(4, 6, "third", 3);
  noting.text(7, 8, "mean, sd");
  noting.area([[0, 1]], "first");
  assert.deepEqual(painted, ["line", "bar", "dot", "text", "area"]);
  const key = /** @type {[string, string][]} */ ([["first dashed", "prior"]]);
  assert.equal(
    paintedTable({ panels: [{ title: "Densities", rows }], key }),
    "panel,curve,x,y,text\nDensities,prior,0,1,\nDensities,prior,2,3,\nDensities,second,2,5,\nDensities,third,4,6,\n" +
      'Densities,,7,8,"mean, sd"\n',
  );
});
