import assert from "node:assert/strict";
import test from "node:test";

import { history } from "../../../assets/js/shared/history.js";

test("undo goes back move by move, redo forth, and a new move forgets what was undone", () => {
  const past = history(0);
  for (const move of [1, 2, 3]) past.push(move);
  assert.deepEqual([past.back(), past.back(), past.forth()], [2, 1, 2]);
  past.push(9);
  assert.deepEqual([past.forth(), past.back(), past.canGo()], [null, 2, { back: true, forth: true }]);
  assert.deepEqual([past.back(), past.back(), past.back()], [1, 0, null]);
});
