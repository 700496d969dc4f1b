import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnMarks, drawnPointer, eventWords, marksOf } from "../../../assets/js/live/marks.js";
import { ladder, nearest } from "../../../assets/js/live/points.js";

/**
 * @param {string} name
 * @param {number} epoch
 * @param {any} [value]
 */
const event = (name, epoch, value) => ({ event: name, step: 10 * epoch, epoch, value });

test("an event is said in two or three words, and what the curves do not show in none", () => {
  assert.deepEqual(
    [
      event("beta", 1, 10),
      event("learning_rate", 1, 0.00123),
      event("beta_schedule", 1, "warm_up"),
      event("extend", 1, 5),
    ].map(eventWords),
    ["beta 10", "rate 0.0012", "beta warm-up", "+5 epochs"],
  );
  assert.deepEqual([event("step", 1), event("resume", 1)].map(eventWords), ["", ""]);
});

test("what happened at one place is one mark, and of several changes of one setting the last counts", () => {
  const marks = marksOf([
    event("beta", 3, 10),
    event("pause", 1),
    event("beta", 3, 5),
    event("learning_rate", 3, 0.01),
    event("step", 2),
  ]);
  assert.deepEqual(marks, [
    { x: 1, words: "pause" },
    { x: 3, words: "beta 5, rate 0.01" },
  ]);
});

test("what happened so soon after another thing that its words would cover it shares its mark", () => {
  const marks = marksOf([event("pause", 10), event("beta", 10.1, 10), event("extend", 10.15, 5), event("stop", 12)]);
  assert.deepEqual(marks, [
    { x: 10, words: "pause, beta 10, +5 epochs" },
    { x: 12, words: "stop" },
  ]);
});

test("every mark has a line, and the newest have words", () => {
  const { shapes, annotations } = drawnMarks(Array.from({ length: 100 }, (_, x) => ({ x, words: `beta ${x}` })));
  assert.equal(shapes.length, 100);
  assert.ok(annotations.length < 30);
  assert.equal(annotations.at(-1)?.text, "beta 99");
});

test("the words of an event are in the panel of the KL, away from the labels of the reference lines", () => {
  const marks = [{ x: 3, words: "beta 20" }];
  assert.equal(drawnMarks(marks, true).annotations[0].xref, "x2");
  assert.deepEqual([drawnMarks(marks).annotations[0].xref, drawnMarks(marks).annotations[0].y], ["x", 0.5]);
});

test("a ladder holds round numbers, and the nearest is found by factors", () => {
  const numbers = ladder(0.01, 100, [1, 2, 5]);
  assert.deepEqual(numbers, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]);
  assert.equal(nearest([0, ...numbers], 0), 0);
  assert.equal(numbers[nearest(numbers, 4)], 5);
  assert.equal(numbers[nearest(numbers, 1e9)], 100);
});

test("the moment of the time machine is a line through each panel", () => {
  const [loss, kl] = /** @type {any[]} */ (drawnPointer(3.5, "blue", true));
  assert.deepEqual([loss.x0, loss.x1, loss.xref, loss.yref, loss.line.color], [3.5, 3.5, "x", "y domain", "blue"]);
  assert.deepEqual([kl.x0, kl.x1, kl.xref, kl.yref], [3.5, 3.5, "x2", "y2 domain"]);
  assert.equal(drawnPointer(3.5, "blue").length, 1, "a model without a KL has one panel");
});
