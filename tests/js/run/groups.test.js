import assert from "node:assert/strict";
import test from "node:test";

import { groupOfLabel, groupsOf, keepGroup } from "../../../assets/js/run/groups.js";
import { meanOf } from "../../../assets/js/maths/selection.js";
import { latents } from "../support/latents.js";

test("groups selected on a map are kept, newest first, and named by labels below -1", () => {
  const kept = new Map();
  globalThis.sessionStorage = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text),
  });
  for (let count = 1; count <= 6; count++) keepGroup("/runs/a", { count, mean: [count] });
  keepGroup("/runs/a", { count: 4, mean: [4] }); // again: it is the newest now, once
  assert.deepEqual(
    groupsOf("/runs/a").map(({ count }) => count),
    [4, 6, 5, 3],
  );
  assert.deepEqual(groupsOf("/runs/b"), []);
  assert.equal(groupOfLabel(-3, groupsOf("/runs/a"))?.count, 6);
  assert.equal(groupOfLabel(-1, groupsOf("/runs/a")), null);
  assert.deepEqual(meanOf(latents, [1, 2]), [0, 0]);
});
