/** A press of the visitor makes one entry of the browser's history, however many addresses the server sends after it. */

import assert from "node:assert/strict";
import test from "node:test";
import { makeOneEntryForAPress } from "../../../assets/js/present/one_entry.js";

/** A window at an address, with the entries of its history. */
function windowAt(/** @type {string} */ address) {
  const entries = [address];
  const view = Object.assign(new EventTarget(), {
    history: {
      pushState: (/** @type {unknown} */ _state, /** @type {string} */ _unused, /** @type {string} */ url) =>
        void entries.push(url),
      replaceState: (/** @type {unknown} */ _state, /** @type {string} */ _unused, /** @type {string} */ url) =>
        void entries.splice(-1, 1, url),
    },
  });
  makeOneEntryForAPress(/** @type {any} */ (view));
  return { entries, press: (kind = "pointerdown") => view.dispatchEvent(new Event(kind)), view };
}

test("a page that is left keeps its choices in its entry", () => {
  const { entries, press, view } = windowAt("/train?data=digits");
  press();
  view.history.pushState({}, "", "/train"); // Streamlit, before the next page
  view.history.pushState({}, "", "/runs");
  assert.deepEqual(entries, ["/train?data=digits", "/runs"]);
});

test("a page that completes its address has one entry", () => {
  const { entries, press, view } = windowAt("/");
  press("keydown");
  view.history.pushState({}, "", "/map");
  view.history.pushState({}, "", "/map?run=a");
  press("click");
  view.history.pushState({}, "", "/map?run=b");
  assert.deepEqual(entries, ["/", "/map?run=a", "/map?run=b"]);
});

test("an address that is sent after Back makes no entry", () => {
  const { entries, press, view } = windowAt("/map?run=a");
  press();
  view.dispatchEvent(new Event("popstate"));
  view.history.pushState({}, "", "/map?run=a&z=1");
  assert.deepEqual(entries, ["/map?run=a&z=1"]);
});
