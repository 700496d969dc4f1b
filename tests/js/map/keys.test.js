import assert from "node:assert/strict";
import test from "node:test";

import { KEYS, keyOf } from "../../../assets/js/map/keys.js";
import { LAYERS } from "../../../assets/js/map/layers/registry.js";

/**
 * @param {string} key
 * @param {object} [held]
 */
const pressed = (key, held = {}) => keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

test("every key means one thing", () => {
  const all = KEYS.flatMap(({ keys }) => keys);
  assert.equal(new Set(all).size, all.length);
});

test("every key of the table is found by pressing it", () => {
  for (const entry of KEYS)
    for (const key of entry.keys) assert.equal(pressed(key, { ctrlKey: entry.withControl ?? false }), entry);
});

test("letters mean the same with Shift and with Caps Lock", () => {
  assert.equal(pressed("G"), pressed("g"));
  assert.equal(pressed("G")?.layer, "grid");
});

test("names of keys are no letters", () => {
  assert.equal(pressed("Enter")?.command, "take");
  assert.equal(pressed("enter"), null);
});

test("what is held with Ctrl, Alt or the command key belongs to the browser", () => {
  for (const held of ["ctrlKey", "altKey", "metaKey"]) assert.equal(pressed("0", { [held]: true }), null);
  assert.equal(pressed("x"), null);
  assert.equal(pressed("z", { metaKey: true })?.command, "undo");
  assert.equal(pressed("z"), null);
});

test("every layer has its letter", () => {
  assert.deepEqual(
    KEYS.flatMap(({ layer }) => layer ?? []),
    LAYERS.map(({ key }) => key),
  );
  for (const { command, layer } of KEYS) assert.equal(command === "switch", layer !== undefined);
});
