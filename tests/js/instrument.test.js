import assert from "node:assert/strict";
import test from "node:test";

import { groupOfLabel, groupsOf, keepGroup } from "../../assets/js/run/groups.js";
import { history } from "../../assets/js/shared/history.js";
import { drawCodes, gapWords, posteriorTable, varianceOf } from "../../assets/js/map/inspector.js";
import { boxOf, meanOf, rowsOf, rowsWithin, simplified, summaryOf, toCsv } from "../../assets/js/maths/selection.js";
import { fewInView } from "../../assets/js/map/thumbnails.js";
import { traversalCodes, traversalRows } from "../../assets/js/map/traversals.js";

const latents = {
  count: 4,
  dimensions: 2,
  codes: Float32Array.of(0, 0, 2, 0.01, -2, -0.01, 0, 0),
  logVars: new Float32Array(8),
  labels: Int32Array.of(0, 1, 1, 0),
  index: Int32Array.of(5, 6, 7, 8),
  splits: Uint8Array.of(2, 2, 0, 2),
  reconstruction: Float32Array.of(10, 20, 30, 40),
  factors: null,
  hasOthers: true,
  isProbabilistic: true,
};

test("undo goes back move by move, redo forth, and a new move forgets what was undone", () => {
  const past = history(0);
  for (const move of [1, 2, 3]) past.push(move);
  assert.deepEqual([past.back(), past.back(), past.forth()], [2, 1, 2]);
  past.push(9);
  assert.deepEqual([past.forth(), past.back(), past.canGo()], [null, 2, { back: true, forth: true }]);
  assert.deepEqual([past.back(), past.back(), past.back()], [1, 0, null]);
});

test("an area holds the shown points inside it, whichever way round its corners go", () => {
  const places = Float32Array.of(0, 0, 2, 0, -2, 0, 0.5, 0.5);
  const box = boxOf([-1, -1], [3, 1]);
  assert.deepEqual(rowsOf(rowsWithin(places, box, () => true)), [0, 1, 3]);
  assert.deepEqual(rowsOf(rowsWithin(places, [...box].reverse(), (row) => row !== 1)), [0, 3]);
});

test("a long lasso is kept in an address with 40 corners and two decimals", () => {
  const lasso = Array.from({ length: 500 }, (_, i) => /** @type {[number, number]} */ ([Math.cos(i / 80), Math.sin(i / 80)]));
  const short = simplified(lasso);
  assert.ok(short.length <= 40 && short.length > 30);
  assert.deepEqual(short[1], [Number(lasso[13][0].toFixed(2)), Number(lasso[13][1].toFixed(2))]);
});

test("a selection is summed up by class, mean KL and mean error, and every image is a line of the CSV", () => {
  const selected = Uint8Array.of(0, 1, 1, 1);
  const { count, classes, kl, reconstruction } = summaryOf(latents, selected);
  assert.deepEqual([count, classes, reconstruction], [3, [[1, 2], [0, 1]], 30]);
  assert.ok(Math.abs(Number(kl) - 4 / 3) < 1e-3);
  const lines = toCsv(latents, selected, ["nought", 'a "quoted", one']).trim().split("\n");
  assert.equal(lines[0], "image,class,split,kl,reconstruction,z1,z2,log_var1,log_var2");
  assert.ok(lines[1].startsWith('6,"a ""quoted"", one",test,2'));
  assert.ok(lines[2].startsWith('7,"a ""quoted"", one",training'));
  assert.equal(lines.length, 4);
});

test("dimensions are traversed in the order of their KL, and those that tell nothing are called inactive", () => {
  const rows = traversalRows(latents, [0.1, 2]);
  assert.deepEqual(rows.map(({ dimension, isActive }) => [dimension, isActive]), [[1, false], [0, true]]);
  const codes = traversalCodes([7, 8], rows);
  assert.deepEqual([codes[0], codes[1]], [7, -3]); // the first row moves z2
  assert.deepEqual([...codes.slice(18, 20)], [-3, 8]); // the second z1
  const free = traversalRows({ ...latents, isProbabilistic: false }, [0, 0]);
  assert.deepEqual([free[0].dimension, free[0].sd], [0, Math.sqrt(2)]); // by the codes' own spread
});

test("the inspector's columns are the closed forms", () => {
  const [row] = posteriorTable([1], [Math.log(4)]);
  assert.equal(row.sd, 2);
  assert.ok(Math.abs(row.kl - 0.5 * (1 + 4 - 1 - Math.log(4))) < 1e-12);
  assert.deepEqual([...drawCodes([1, 5], [0, Math.log(4)], 2, () => 1)], [2, 7, 2, 7]);
  assert.deepEqual([...varianceOf(Float32Array.of(0, 1, 2, 1), 2)], [1, 0]);
  assert.match(gapWords({ before: -136.5, after: -131.1, standardError: 0.21 }), /gap is 5\.4 ± 0\.2 nats/);
});

test("pictures take the place of dots only where few points are in view", () => {
  const view = { scale: 100, x0: 50, y0: 50 };
  const places = Float32Array.of(0, 0, 0.2, 0.2, 9, 9, -0.3, 0);
  assert.deepEqual(fewInView(places, view, [100, 100], () => true), [0, 1, 3]);
  assert.deepEqual(fewInView(places, view, [100, 100], (row) => row > 0), [1, 3]);
  assert.equal(fewInView(places, view, [100, 100], () => true, 2), null);
});

test("groups selected on a map are kept, newest first, and named by labels below -1", () => {
  const kept = new Map();
  globalThis.sessionStorage = /** @type {any} */ ({ getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text) });
  for (let count = 1; count <= 6; count++) keepGroup("/runs/a", { count, mean: [count] });
  keepGroup("/runs/a", { count: 4, mean: [4] }); // again: it is the newest now, once
  assert.deepEqual(groupsOf("/runs/a").map(({ count }) => count), [4, 6, 5, 3]);
  assert.deepEqual(groupsOf("/runs/b"), []);
  assert.equal(groupOfLabel(-3, groupsOf("/runs/a"))?.count, 6);
  assert.equal(groupOfLabel(-1, groupsOf("/runs/a")), null);
  assert.deepEqual(meanOf(latents, [1, 2]), [0, 0]);
});
