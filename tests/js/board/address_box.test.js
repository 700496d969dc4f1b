import assert from "node:assert/strict";
import { test } from "node:test";

import { copyText } from "../../../assets/js/board/copy.js";
import { spokenCode } from "../../../assets/js/board/projected.js";

function field() {
  let selected = 0;
  return /** @type {any} */ ({ value: "http://x/", select: () => selected++, count: () => selected });
}

test("an address is copied by the Clipboard API where there is one", async () => {
  /** @type {string[]} */
  const texts = [];
  const browser = /** @type {any} */ ({
    clipboard: { writeText: async (/** @type {string} */ text) => texts.push(text) },
  });
  assert.equal(await copyText(field(), browser, { execCommand: () => assert.fail("not needed") }), true);
  assert.deepEqual(texts, ["http://x/"]);
});

test("over http, without that, the selected text is copied, or stays selected for Ctrl+C", async () => {
  const known = field();
  const commands = /** @type {string[]} */ ([]);
  const page = { execCommand: (/** @type {string} */ name) => commands.push(name) > 0 };
  assert.equal(await copyText(known, /** @type {any} */ ({}), page), true);
  assert.deepEqual([known.count(), commands], [1, ["copy"]]);
  assert.equal(await copyText(known, /** @type {any} */ ({}), { execCommand: () => false }), false);
});

test("a code is read in two halves", () => {
  assert.equal(spokenCode("K7QFM2XB"), "K7QF-M2XB");
});
