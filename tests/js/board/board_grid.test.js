import assert from "node:assert/strict";
import { test } from "node:test";

import { fitGrid, GAP, LEAST } from "../../../assets/js/board/board_grid.js";

test("one card fills the room, and cards are as large as possible", () => {
  assert.deepEqual(fitGrid(1, 1248, 560), { columns: 1, height: 560 });
  assert.equal(fitGrid(6, 1248, 560).columns, 3);
  for (const [width, height] of [
    [1248, 560],
    [1888, 920],
    [850, 560],
  ])
    for (let count = 1; count <= 30; count++) {
      const { columns, height: card } = fitGrid(count, width, height);
      const rows = Math.ceil(count / columns);
      if (card > LEAST) assert.ok(rows * card + (rows - 1) * GAP <= height, `${count} cards in ${width} x ${height}`);
    }
});

test("thirty cards fit a projector of 1280 x 720 and too many scroll", () => {
  const { columns, height } = fitGrid(30, 1248, 560);
  assert.ok(Math.ceil(30 / columns) * (height + GAP) - GAP <= 560);
  assert.ok(height >= LEAST);
  assert.equal(fitGrid(100, 1248, 560).height, LEAST);
  assert.ok(fitGrid(3, 200, 100).columns >= 1);
});
