import assert from "node:assert/strict";
import test from "node:test";

import { boxOf, rowsOf, rowsWithin, simplified, selectionSummary, toCsv } from "../../../assets/js/maths/selection.js";
import { latents } from "../support/latents.js";

test("an area holds the shown points inside it, whichever way round its corners go", () => {
  const places = Float32Array.of(0, 0, 2, 0, -2, 0, 0.5, 0.5);
  const box = boxOf([-1, -1], [3, 1]);
  assert.deepEqual(rowsOf(rowsWithin(places, box, () => true)), [0, 1, 3]);
  assert.deepEqual(rowsOf(rowsWithin(places, [...box].reverse(), (row) => row !== 1)), [0, 3]);
});

test("a long lasso is kept in an address with 40 corners and two decimals", () => {
  const lasso = Array.from(
    { length: 500 },
    (_, i) => /** @type {[number, number]} */ ([Math.cos(i / 80), Math.sin(i / 80)]),
  );
  const short = simplified(lasso);
  assert.ok(short.length <= 40 && short.length > 30);
  assert.deepEqual(short[1], [Number(lasso[13][0].toFixed(2)), Number(lasso[13][1].toFixed(2))]);
});

test("a selection is summed up by class, mean KL and mean error, and every image is a line of the CSV", () => {
  const selected = Uint8Array.of(0, 1, 1, 1);
  const { count, classes, kl, reconstruction } = selectionSummary(latents, selected);
  assert.deepEqual(
    [count, classes, reconstruction],
    [
      3,
      [
        [1, 2],
        [0, 1],
      ],
      30,
    ],
  );
  assert.ok(Math.abs(Number(kl) - 4 / 3) < 1e-3);
  const lines = toCsv(latents, selected, ["nought", 'a "quoted", one']).trim().split("\n");
  assert.equal(lines[0], "image,class,split,kl,reconstruction,z1,z2,log_var1,log_var2");
  assert.ok(lines[1].startsWith('6,"a ""quoted"", one",test,2'));
  assert.ok(lines[2].startsWith('7,"a ""quoted"", one",training'));
  assert.equal(lines.length, 4);
});
