/** Theme, letter size and presentation mode: what is kept, and which addresses start or end it. */

import assert from "node:assert/strict";
import test from "node:test";
import { choicesOf } from "../../../assets/js/present/choices.js";
import { startsPresenting, withoutParameter } from "../../../assets/js/present/presentation.js";
import { themeKeys } from "../../../assets/js/present/theme_switch.js";

test("choices are read as they were stored, and damaged ones are the usual ones", () => {
  assert.deepEqual(choicesOf('{"theme":"Dark","letters":1.2}'), { theme: "Dark", letters: 1.2 });
  for (const text of [null, "", "{", "3", '{"theme":"Blue","letters":9}', '{"theme":["Dark"]}'])
    assert.deepEqual(choicesOf(text), { theme: "System", letters: 1 }, String(text));
});

test("the theme is stored for every page, below the path that the app is served at", () => {
  assert.deepEqual(themeKeys("/", "", ["", "train"]), ["stActiveTheme-/-v2", "stActiveTheme-/train-v2"]);
  assert.deepEqual(themeKeys("/train", "train", ["", "map"]), ["stActiveTheme-/-v2", "stActiveTheme-/map-v2"]);
  assert.deepEqual(themeKeys("/lab/train/", "train", ["map"]), ["stActiveTheme-/lab/map-v2"]);
  assert.deepEqual(themeKeys("/lab/", "", ["map"]), ["stActiveTheme-/lab/map-v2"]);
});

test("an address starts or forbids presentation mode; without a word in it the tab stays as it was", () => {
  assert.deepEqual(
    ["?present=1", "?run=a&present=1", "?present=0", "?run=a", ""].map((query) => startsPresenting(query, "1")),
    [true, true, false, true, true],
  );
  assert.deepEqual(
    ["?present=1", "?present=0", ""].map((query) => startsPresenting(query, null)),
    [true, false, false],
  );
});

test("the end takes its parameter out of the address and leaves the others", () => {
  assert.equal(withoutParameter("http://a/train?run=x&present=1&z=1#c"), "http://a/train?run=x&z=1#c");
  assert.equal(withoutParameter("http://a/train?present=1"), "http://a/train");
});
