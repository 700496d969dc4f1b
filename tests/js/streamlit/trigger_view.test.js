/** A view with one answer: it is made once, updated later, and the newest call of its component sends its value. */

import assert from "node:assert/strict";
import test from "node:test";

import { triggerView } from "../../../assets/js/streamlit/trigger_view.js";

test("a view is made once, updated by later calls, and sends by the newest of them", () => {
  /** @type {unknown[]} */
  const events = [];
  /** @type {(value: unknown) => void} */
  let answer = () => undefined;
  const component = triggerView((_, data, onChange) => {
    events.push(["made", data]);
    answer = onChange;
    return { update: (newer) => events.push(["updated", newer]), destroy: () => events.push(["destroyed"]) };
  }, "shots");
  const parentElement = /** @type {any} */ ({});
  const call = (/** @type {number} */ data) =>
    component({
      data,
      parentElement,
      setTriggerValue: (/** @type {string} */ name, /** @type {unknown} */ value) => events.push([data, name, value]),
    });
  const first = call(1);
  const second = call(2);
  answer("a");
  first(); // a clean-up of an earlier call, which does nothing
  second();
  assert.deepEqual(events, [["made", 1], ["updated", 2], [2, "shots", "a"], ["destroyed"]]);
});
