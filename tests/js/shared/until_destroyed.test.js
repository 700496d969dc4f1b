import assert from "node:assert/strict";
import test from "node:test";

import { untilDestroyed } from "../../../assets/js/shared/until_destroyed.js";

// fault R6
test("a view does nothing after its end, also where the next frame recolours it", () => {
  const done = /** @type {string[]} */ ([]);
  const view = untilDestroyed({
    add: (/** @type {number} */ a, /** @type {number} */ b) => (done.push(`add ${a} ${b}`), a + b),
    recolour: () => void done.push("recolour"),
    destroy: () => void done.push("destroy"),
  });
  assert.equal(view.add(1, 2), 3);
  view.destroy();
  view.recolour();
  assert.equal(view.add(3, 4), undefined);
  view.destroy();
  assert.deepEqual(done, ["add 1 2", "destroy"]);
});
