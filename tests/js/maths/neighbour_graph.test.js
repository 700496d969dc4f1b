import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestIn } from "../../../assets/js/maths/nearest.js";
import { LINKS, neighbourGraph, stopAt, pathThrough } from "../../../assets/js/maths/neighbour_graph.js";
import { shortestPath } from "../../../assets/js/maths/shortest_path.js";

/**
 * @param {number} count
 * @param {number} dimensions
 * @param {number} [seed]
 */
function random(count, dimensions, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: count * dimensions }, () => (state = (state * 48271) % 2147483647) / 2147483647);
}

const graphOf = (/** @type {Float32Array} */ codes) => neighbourGraph(codes, 2, () => Promise.resolve());

/**
 * Codes on three quarters of a circle.
 * @param {number} count
 */
const horseshoe = (count) =>
  Float32Array.from({ length: 2 * count }, (_, at) =>
    (at % 2 ? Math.sin : Math.cos)(((at >> 1) * 1.5 * Math.PI) / (count - 1)),
  );

test("the nearest codes are those that a look at every one finds", () => {
  for (const dimensions of [1, 2, 7]) {
    const codes = random(500, dimensions);
    const nearest = nearestIn(codes, dimensions);
    for (let seed = 2; seed < 12; seed++) {
      const z = random(1, dimensions, seed * 1000).map((value) => 1.4 * value - 0.2);
      const all = Array.from({ length: 500 }, (_, row) => ({
        row,
        square: z.reduce((sum, value, i) => sum + (codes[row * dimensions + i] - value) ** 2, 0),
      }));
      const wanted = all.sort((a, b) => a.square - b.square).slice(1, 9);
      assert.deepEqual(
        nearest(z, 8, all[0].row).map(({ row }) => row),
        wanted.map(({ row }) => row),
      );
    }
  }
});

test("fewer codes than asked for are all of them, and equal ones all count", () => {
  const nearest = nearestIn(Float32Array.of(1, 1, 1, 3), 1);
  assert.deepEqual(
    nearest([2], 9).map(({ square }) => square),
    [1, 1, 1, 1],
  );
  assert.deepEqual(nearestIn(new Float32Array(), 2)([0, 0], 3), []);
});

test("the shortest path is the shorter one, and none where none leads there", () => {
  const links = [
    [
      [1, 1],
      [2, 5],
    ],
    [[3, 1]],
    [[4, 1]],
    [[2, 1]],
    [],
    [],
  ].map((each) => each.map(([to, length]) => ({ to, length })));
  const path = (/** @type {number} */ end) => shortestPath(6, (node) => links[node], 0, end);
  assert.deepEqual(path(4), [0, 1, 3, 2, 4]);
  assert.deepEqual(path(0), [0]);
  assert.equal(path(5), null);
});

test("no path is shorter than the shortest: Floyd and Warshall agree on random graphs", () => {
  const [count, lengths] = [40, random(40 * 40, 1, 5)];
  const links = Array.from({ length: count }, (_, from) =>
    Array.from({ length: count }, (_, to) => ({ to, length: lengths[from * count + to] })).filter(
      ({ length }) => length < 0.2,
    ),
  );
  const best = links.map((each, from) =>
    Array.from({ length: count }, (_, to) =>
      from === to ? 0 : (each.find((link) => link.to === to)?.length ?? Infinity),
    ),
  );
  for (let over = 0; over < count; over++)
    for (const row of best) row.forEach((length, to) => (row[to] = Math.min(length, row[over] + best[over][to])));
  for (let end = 1; end < count; end++) {
    const path = shortestPath(count, (node) => links[node], 0, end);
    const length =
      path?.slice(1).reduce((sum, to, i) => sum + (links[path[i]].find((link) => link.to === to)?.length ?? NaN), 0) ??
      Infinity;
    assert.ok(
      length === best[0][end] || Math.abs(length - best[0][end]) < 1e-9,
      `to ${end}: ${length}, not ${best[0][end]}`,
    );
  }
});

test("a path through the data goes around where the straight line would leave them", async () => {
  const codes = horseshoe(200);
  const [a, b] = [Float32Array.of(1, -0.01), Float32Array.of(-0.01, -1)];
  const path = pathThrough(await graphOf(codes), a, b);
  assert.ok(path);
  const stops = new Set(Array.from({ length: 200 }, (_, row) => codes.subarray(2 * row, 2 * row + 2).join()));
  assert.deepEqual([path.codes[0], path.codes.at(-1)], [a, b]);
  assert.ok(
    path.codes.slice(1, -1).every((code) => stops.has(code.join())),
    "it stands on images only",
  );
  const total = path.lengths.at(-1) ?? 0;
  assert.ok(total > 4.6 && total < 4.8, `three quarters of a circle are 4.71 long, not ${total}`);
  assert.ok(Math.hypot(...path.codes[stopAt(path, 0.5)]) > 0.99);
});

test("the stops at the ends are the ends, also beyond them", async () => {
  const path = pathThrough(await graphOf(horseshoe(50)), Float32Array.of(1, 0), Float32Array.of(0, -1));
  assert.ok(path);
  const last = path.codes.length - 1;
  assert.deepEqual(
    [-0.5, 0, 1, 1.5].map((share) => stopAt(path, share)),
    [0, 0, last, last],
  );
});

test("an image that is itself an end is visited once", async () => {
  const codes = random(300, 2);
  const graph = await graphOf(codes);
  for (let row = 1; row < 300; row++) {
    const path = pathThrough(graph, codes.slice(0, 2), codes.slice(2 * row, 2 * row + 2));
    assert.ok(path && !path.rows.includes(0) && !path.rows.includes(row), `from 0 to ${row}`);
  }
});

test("two groups with nothing between them are joined by more links, or not at all", async () => {
  const far = (/** @type {number} */ count) =>
    Float32Array.of(...random(count, 2), ...random(count, 2, 7).map((value) => value + 100));
  const [a, b] = [Float32Array.of(0.5, 0.5), Float32Array.of(100.5, 100.5)];
  assert.equal(pathThrough(await graphOf(far(20)), a, b)?.links, 32);
  assert.equal(pathThrough(await graphOf(far(LINKS[2] + 8)), a, b), null);
});

test("the work pauses between slices", async () => {
  let [time, pauses] = [0, 0];
  await neighbourGraph(
    random(100, 2),
    2,
    async () => void pauses++,
    () => (time += 1),
  );
  assert.ok(pauses > 5 && pauses < 100);
});
