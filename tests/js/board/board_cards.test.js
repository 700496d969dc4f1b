import assert from "node:assert/strict";
import { test } from "node:test";

import {
  figures,
  ORDERS,
  pointsOf,
  rangeOf,
  rangesOf,
  sorted,
  stateOf,
  boardSummary,
} from "../../../assets/js/board/board_cards.js";

/**
 * @param {string} name
 * @param {Partial<import("../../../assets/js/board/board_cards.js").Card>} [more]
 */
const card = (name, more) => ({
  name,
  state: "running",
  runs: 1,
  href: "/train?run=a",
  images: "digits",
  what: "digits, vae, 2 latents",
  ...more,
});

test("a card says beta and the last -ELBO where there are any", () => {
  assert.deepEqual(figures(card("Anna", { beta: 0.30000001, elbo: [30, 25.04] })), ["beta 0.3", "-ELBO 25.0"]);
  assert.deepEqual(figures(card("Anna", { beta: null, elbo: [] })), ["", ""]);
  assert.deepEqual(figures(card("Anna", { beta: 0 })), ["beta 0", ""]);
  assert.deepEqual(figures(card("Anna", { beta: null, elbo: [30] })), ["", "loss 30.0"]);
});

test("a card says in words where the student stands", () => {
  assert.equal(stateOf({ name: "Ben", state: "", runs: 0 }), "No training yet");
  assert.deepEqual(
    ["queued", "time", "lost"].map((state) => stateOf(card("Anna", { state }))),
    ["Queued", "Finished", "Lost"],
  );
  assert.equal(stateOf(card("Anna", { state: "time", isCollapsed: true })), "Finished, collapsed");
});

test("cards with the same data share a range, and others have their own", () => {
  const ranges = rangesOf([
    card("Anna", { elbo: [30, 20], reconstruction: [30, 10] }),
    card("Ben", { elbo: [40] }),
    card("Cem", { images: "mnist", elbo: [150, 140] }),
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

test("cards are sorted by each order, equal ones in the order of joining", () => {
  const cards = [
    card("Cem", { elbo: [40], beta: 4, state: "queued" }),
    card("Anna", { elbo: [30, 20], beta: null, state: "time" }),
    card("Ben", { elbo: [], beta: 1, state: "running" }),
    card("Dora", { elbo: [20], beta: 1, state: "" }),
  ];
  const names = (/** @type {string} */ order) => sorted(cards, order).map(({ name }) => name[0]);
  assert.deepEqual(
    ORDERS.map(({ key }) => names(key).join("")),
    ["CABD", "ABCD", "ADCB", "BDCA", "BCAD"],
  );
  assert.deepEqual(names("nonsense"), ["C", "A", "B", "D"]);
  assert.deepEqual(cards[0].name, "Cem"); // the list itself stays as it is
});

test("the summary counts students and the queue", () => {
  assert.equal(boardSummary([card("A")], { training: 2, waiting: 5 }), "1 student · 2 training · 5 in the queue");
});
