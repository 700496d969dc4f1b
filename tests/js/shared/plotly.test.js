import assert from "node:assert/strict";
import { test } from "node:test";

import { untilFreed } from "../../../assets/js/shared/plotly.js";

test("a figure is freed once its changes have ended, failed ones too, and later changes do nothing", async () => {
  /** @type {string[]} */
  const done = [];
  /** @type {(() => void)[]} */
  const ends = [];
  const change = (/** @type {string} */ name) => () => {
    done.push(name);
    return new Promise(
      (resolve, reject) => void ends.push(name === "restyle" ? () => reject(new Error("no")) : () => resolve(null)),
    );
  };
  const names = ["newPlot", "react", "relayout", "restyle", "update", "extendTraces"];
  const plotly = {
    ...Object.fromEntries(names.map((name) => [name, change(name)])),
    Plots: { resize: change("resize") },
    purge: () => done.push("purge"),
  };
  const changes = untilFreed(plotly);
  const place = /** @type {HTMLElement} */ ({});
  const [moved, styled] = [changes.relayout(place, {}), changes.restyle(place, {})];
  const freed = changes.end(place);
  await null;
  assert.deepEqual(done, ["relayout", "restyle"]);
  ends.forEach((end) => end());
  await moved;
  await assert.rejects(styled, /no/);
  await freed;
  await changes.update(place, {});
  await changes.Plots.resize(place);
  assert.deepEqual(done, ["relayout", "restyle", "purge"]);
});
