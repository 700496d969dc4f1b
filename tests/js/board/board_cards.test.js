import assert from "node:assert/strict";
import { test } from "node:test";

import { figures, pointsOf, rangeOf, rangesOf, stateOf } from "../../../assets/js/board/board_cards.js";

/**
 * @param {string} name
 * @param {Partial<import("../../../assets/js/board/board_cards.js").Card>} [more]
 */
const card = (name, more) => ({
  name,
  state: "running",
  runs: 1,
  href: "/train?run=a",
  what: "digits, vae, 2 latents",
  ...more,
});

test("a card says beta and the last -ELBO where there are any", () => {
  assert.equal(figures(card("Anna", { beta: 0.30000001, elbo: [30, 25.04] })), "beta 0.3 · -ELBO 25.0");
  assert.equal(figures(card("Anna", { beta: null, elbo: [] })), "");
  assert.equal(figures(card("Anna", { beta: 0 })), "beta 0");
});

test("a card says in words where the student stands", () => {
  assert.equal(stateOf({ name: "Ben", state: "", runs: 0 }), "No training yet");
  assert.deepEqual(
    ["queued", "time", "lost"].map((state) => stateOf(card("Anna", { state }))),
    ["Queued", "Finished", "Lost"],
  );
});

test("cards with the same data share a range, and others have their own", () => {
  const ranges = rangesOf([
    card("Anna", { elbo: [30, 20], reconstruction: [30, 10] }),
    card("Ben", { elbo: [40] }),
    card("Cem", { what: "mnist, vae", elbo: [150, 140] }),
  ]);
  assert.deepEqual(ranges.get("digits"), [10, 40]);
  assert.deepEqual(ranges.get("mnist"), [140, 150]);
});

test("the height of an untrained model does not flatten the rest of a curve", () => {
  assert.deepEqual(rangeOf([[500, ...Array.from({ length: 19 }, (_, i) => 40 - i)]]), [22, 39]);
  assert.deepEqual(rangeOf([[7, 7]]), [6.5, 7.5]);
  assert.deepEqual(rangeOf([[]]), [0, 1]);
});

test("a curve's points lie in its box from left to right, lower values lower", () => {
  assert.equal(pointsOf([30, 20, 10], [10, 20], 100, 50), "0.0,0.0 50.0,0.0 100.0,50.0");
  assert.equal(pointsOf([], [0, 1], 100, 50), "");
});
