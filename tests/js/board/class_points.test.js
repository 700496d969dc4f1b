import assert from "node:assert/strict";
import { test } from "node:test";

import { classTable } from "../../../assets/js/board/class_plot.js";
import {
  commonImages,
  equalElbo,
  namePlaces,
  pathsOf,
  rangesOfPaths,
  ticksOf,
  namesOfDots,
} from "../../../assets/js/board/class_points.js";

/**
 * @param {string} name
 * @param {Partial<import("../../../assets/js/board/board_cards.js").Card>} [more]
 */
const card = (name, more) => ({
  name,
  state: "running",
  runs: 1,
  images: "mnist",
  beta: 1,
  elbo: [200, 150],
  reconstruction: [195, 140],
  ...more,
});

test("a path goes from its first rate and distortion to the present ones", () => {
  assert.deepEqual(pathsOf([card("Anna")], "mnist")[0].points, [
    [5, 195],
    [10, 140],
  ]);
});

test("only runs on the images of most students, with a KL divergence, are compared", () => {
  const cards = [card("A"), card("B", { beta: null }), card("C", { images: "digits" }), card("D", { elbo: [] })];
  assert.equal(commonImages(cards), "mnist");
  assert.deepEqual(
    pathsOf(cards, "mnist").map(({ name }) => name),
    ["A"],
  );
  assert.equal(commonImages([]), "");
});

test("the ranges hold the present points and not an untrained model's", () => {
  const start = Array.from({ length: 20 }, (_, at) => (at ? 150 - at : 900));
  const paths = pathsOf([card("A", { elbo: start, reconstruction: start.map((value) => value - 10) })], "mnist");
  const { rate, distortion } = rangesOfPaths(paths);
  assert.ok(rate[0] < 10 && rate[1] > 10);
  assert.ok(distortion[0] < 121 && distortion[1] > 128 && distortion[1] < 200);
  assert.deepEqual(rangesOfPaths([]), { rate: [0, 1], distortion: [0, 1] });
});

test("ticks are round numbers inside the range", () => {
  assert.deepEqual(ticksOf([3, 28], 5), [5, 10, 15, 20, 25]);
  assert.deepEqual(ticksOf([0, 0.5], 5), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test("on a line of equal -ELBO, rate and distortion add up to it, inside the frame", () => {
  const lines = equalElbo({ rate: [5, 30], distortion: [120, 180] }, 8);
  assert.ok(lines.length >= 3);
  for (const { elbo, from, to } of lines)
    for (const [rate, distortion] of [from, to]) {
      assert.ok(Math.abs(rate + distortion - elbo) < 1e-9);
      assert.ok(rate >= 5 && rate <= 30 && distortion >= 120 && distortion <= 180);
    }
});

test("names cover neither each other nor the edge, and one without room is left out", () => {
  const room = { width: 200, height: 100, line: 10, gap: 5 };
  const dots = [
    { x: 50, y: 50, width: 40 },
    { x: 52, y: 52, width: 40 },
    { x: 190, y: 20, width: 40 },
  ];
  const places = namePlaces(dots, room);
  assert.deepEqual(places[0], { x: 55, y: 50 });
  assert.deepEqual(places[1], { x: 7, y: 52 });
  assert.deepEqual(places[2], { x: 145, y: 20 });
  const behind = namePlaces([dots[0], { x: 70, y: 50, width: 20 }], room);
  assert.deepEqual(behind[0], { x: 5, y: 50 }); // to the right, it would cover the other dot
  assert.equal(namePlaces(Array(9).fill({ x: 100, y: 50, width: 90 }), room).filter(Boolean).length, 6);
});

test("a dot that covers others names how many", () => {
  const dots = [
    { x: 10, y: 10 },
    { x: 11, y: 10 },
    { x: 40, y: 10 },
    { x: 10, y: 11 },
  ];
  assert.deepEqual(namesOfDots(dots, ["Anna", "Ben", "Cleo", "Dana"], 4), ["Anna +2", "", "Cleo", ""]);
});

test("the plot's table has a row for each point of a student's way", () => {
  const path = {
    name: "Ada, again",
    state: "running",
    points: /** @type {[number, number][]} */ ([
      [1, 120],
      [2.5, 110],
    ]),
  };
  assert.equal(
    classTable([path]),
    'student,state,rate_nats,distortion_nats\n"Ada, again",running,1,120\n"Ada, again",running,2.5,110\n',
  );
});
