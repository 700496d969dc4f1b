import assert from "node:assert/strict";
import { test } from "node:test";

import { keepChoices, keptChoices, START } from "../../../assets/js/board/board_choices.js";

function storage() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  return {
    getItem: (/** @type {string} */ key) => texts.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void texts.set(key, text),
  };
}

test("choices are kept for each room", () => {
  const store = storage();
  keepChoices("A", { ...START, order: "name" }, store);
  assert.equal(keptChoices("A", store).order, "name");
  assert.deepEqual(keptChoices("B", store), START);
});

test("a text that is none of ours, and a browser without storage, give the start", () => {
  const store = storage();
  for (const text of ["{", "null", '{"order": 3, "other": "x"}']) {
    store.setItem("board A", text);
    assert.deepEqual(keptChoices("A", store), START);
  }
  const refuses = {
    getItem() {
      throw new Error("refused");
    },
    setItem() {
      throw new Error("refused");
    },
  };
  assert.deepEqual(keptChoices("A", refuses), START);
  keepChoices("A", START, refuses);
});
