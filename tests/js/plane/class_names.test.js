import assert from "node:assert/strict";
import test from "node:test";

import { namesApart } from "../../../assets/js/plane/class_names.js";

test("a name over an earlier one is left out, one beside or below it is not", () => {
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ x, y, half: 10 });
  const names = [at(0, 0), at(15, 5), at(25, 0), at(0, 16)];
  assert.deepEqual(namesApart(names), [names[0], names[2], names[3]]);
});
