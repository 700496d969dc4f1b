/** The tours: steps and captions by the second, and the scenes of the tour of 90 seconds. */

import assert from "node:assert/strict";
import test from "node:test";
import { frameSize } from "../../../assets/js/tour/page_frames.js";
import { litAt } from "../../../assets/js/tour/pages_stage.js";
import { along, digitsTour, levelOf } from "../../../assets/js/tour/digits_script.js";
import { three } from "../../../assets/js/tour/handwriting.js";
import { emptyPlace, typicalRows } from "../../../assets/js/tour/places.js";
import {
  captionAt,
  keyed,
  lengthOf,
  neighbour,
  placeIn,
  sceneSecond,
  startOf,
} from "../../../assets/js/tour/timeline.js";

const scene = () => null;
const STEPS = [
  {
    name: "a",
    seconds: 10,
    captions: [
      { at: 0, text: "first" },
      { at: 4, text: "second" },
    ],
    hint: "",
    scene,
  },
  { name: "b", seconds: 5, captions: [{ at: 0, text: "third" }], hint: "", scene },
];
const BETAS = [0.02, 0.1, 0.3, 1, 2, 4, 8, 16, 32, 64];
const TYPICAL = Array.from(
  { length: 10 },
  (_, digit) => /** @type {[number, number]} */ ([2 * Math.cos(digit), 2 * Math.sin(digit)]),
);
const TOUR = digitsTour({ typical: TYPICAL, gap: [5, 5], betas: BETAS });

test("a second belongs to one step, and the end to the last one", () => {
  assert.deepEqual(placeIn(STEPS, 0), { index: 0, t: 0 });
  assert.deepEqual(placeIn(STEPS, 10), { index: 1, t: 0 });
  assert.deepEqual(placeIn(STEPS, 15), { index: 1, t: 5 });
  assert.deepEqual(placeIn(STEPS, 99), { index: 1, t: 5 });
  assert.deepEqual([captionAt(STEPS[0], 3.9), captionAt(STEPS[0], 4)], ["first", "second"]);
});

test("back goes to the start of a step, and from there to the one before", () => {
  assert.equal(neighbour(STEPS, 13, -1), 10);
  assert.equal(neighbour(STEPS, 10.5, -1), 0);
  assert.equal(neighbour(STEPS, 1, -1), 0);
  assert.equal(neighbour(STEPS, 1, 1), startOf(STEPS, 1));
  assert.equal(neighbour(STEPS, 11, 1), lengthOf(STEPS));
});

test("where motion is to be reduced, a scene stays for a while, and the last one is the end's", () => {
  assert.deepEqual(
    [0, 1.4, 1.5, 9.9, 10].map((t) => sceneSecond(t, 10, true)),
    [0, 0, 1.5, 9, 10],
  );
  assert.equal(sceneSecond(1.4, 10, false), 1.4);
});

test("values between keys rise without a jump, and stay outside of them", () => {
  const keys = /** @type {[number, number][]} */ ([
    [2, 0],
    [4, 10],
    [6, 10],
  ]);
  assert.deepEqual(
    [0, 2, 3, 4, 5, 9].map((t) => keyed(keys, t)),
    [0, 0, 5, 10, 10, 10],
  );
});

test("the tour has five steps and takes 90 seconds; each caption can be read", () => {
  assert.equal(TOUR.length, 5);
  assert.equal(lengthOf(TOUR), 90);
  for (const { name, seconds, captions } of TOUR)
    captions.forEach(({ at, text }, i) => {
      const shown = (captions[i + 1]?.at ?? seconds) - at;
      assert.ok(text.split(" ").length <= 4 * shown, `${name}: ${shown} s for "${text}"`);
    });
});

test("every scene of the tour is one that the stage can show, and nothing in a step jumps", () => {
  for (const { name, seconds, scene: sceneAt } of TOUR) {
    let before = sceneAt(0);
    for (let t = 0; t <= seconds; t += 0.05) {
      const now = sceneAt(t);
      assert.ok(now.level >= 0 && now.level <= BETAS.length - 1, name);
      for (const share of [now.ground, now.points, now.share]) assert.ok(share >= 0 && share <= 1, `${name} ${share}`);
      assert.equal(now.source, before.source);
      if (now.marker && before.marker)
        assert.ok(Math.hypot(now.marker[0] - before.marker[0], now.marker[1] - before.marker[1]) < 1.5, `${name} ${t}`);
      assert.ok(Math.abs(now.level - before.level) < 0.5, `${name} ${t}`);
      before = now;
    }
  }
});

test("the tour shows beta 0.02, 1 and 32, and ends with the visitor's drawing", () => {
  const levels = TOUR.slice(2, 4).flatMap(({ seconds, scene: at }) =>
    [0, seconds / 2, seconds].map((t) => at(t).level),
  );
  for (const beta of [0.02, 1, 32]) assert.ok(levels.includes(levelOf(BETAS, beta)), String(beta));
  assert.deepEqual([TOUR[4].scene(16).extra, TOUR[4].scene(16).marker], ["pad", null]);
});

test("a beta between two levels is between them in the logarithm", () => {
  assert.ok(Math.abs(levelOf(BETAS, Math.sqrt(2)) - 3.5) < 1e-9);
  assert.deepEqual(
    [0.001, 0.02, 64, 100].map((beta) => levelOf(BETAS, beta)),
    [0, 0, 9, 9],
  );
});

test("a path begins and ends at its corners", () => {
  const corners = /** @type {[number, number][]} */ ([
    [0, 0],
    [2, 0],
    [2, 4],
  ]);
  assert.deepEqual(
    [0, 0.5].map((share) => along(corners, share)),
    [
      [0, 0],
      [2, 0],
    ],
  );
  assert.ok(Math.hypot(along(corners, 1)[0] - 2, along(corners, 1)[1] - 4) < 1e-6);
});

test("a typical image is the nearest to its class's median, and an empty place is far from all codes", () => {
  const places = Float32Array.of(0, 0, 1, 0, 9, 0, 5, 5, 5, 6, 5, 9);
  assert.deepEqual(typicalRows(places, [0, 0, 0, 1, 1, 1], 2), [1, 4]);
  const [u, v] = emptyPlace(Float32Array.of(-1, -1, -1, 1, 1, -1), 1);
  assert.deepEqual([u, v], [1, 1]);
});

test("the drawing grows from nothing, inside the pad", () => {
  assert.deepEqual(three(0), []);
  assert.ok(three(0.5)[0].points.length < three(1)[0].points.length);
  assert.ok(
    three(1)[0]
      .points.flat()
      .every((value) => value > 12 && value < 128),
  );
});

test("cards are lit one after the other, all of them before the end", () => {
  assert.deepEqual(
    [0, 0.2, 0.4, 0.79, 1].map((share) => litAt(share, 4)),
    [1, 2, 3, 4, 4],
  );
});

test("a page fits the stage whole, and has the stage's own size on a phone", () => {
  assert.deepEqual(frameSize(640, 900), { width: 1280, height: 900, scale: 0.5 });
  assert.deepEqual(frameSize(1280, 360), { width: 1280, height: 720, scale: 0.5 });
  assert.deepEqual(frameSize(1600, 800), { width: 1280, height: 800, scale: 1 });
  assert.deepEqual(frameSize(366, 400), { width: 366, height: 400, scale: 1 });
});
