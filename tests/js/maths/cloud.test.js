import assert from "node:assert/strict";
import test from "node:test";

import {
  angleOf,
  boxAround,
  DEPTHS,
  depthOf,
  directionsOf,
  facingPlane,
  mostActive,
  START_TURN,
  turnedBy,
  turnInWords,
  turnOfAngle,
  variancesOf,
  wrapped,
} from "../../../assets/js/maths/cloud.js";
import { dimensionPlane, moveTo, project } from "../../../assets/js/maths/plane.js";

const FRONT = { yaw: 0, pitch: 0 };
const TURNS = [FRONT, START_TURN, { yaw: 2.5, pitch: -1.2 }, { yaw: -40, pitch: Math.PI / 2 }];
const dot = (/** @type {ArrayLike<number>} */ a, /** @type {ArrayLike<number>} */ b) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
const isNear = (/** @type {ArrayLike<number>} */ a, /** @type {number[]} */ b, most = 1e-12) =>
  b.forEach((value, i) => assert.ok(Math.abs(a[i] - value) <= most, `${Array.from(a)} is not ${b}`));

/** The cloud of z4, z1 and z3 of five dimensions, in this order. */
const cloud = () => ({
  ...dimensionPlane(5, 3, 0),
  origin: [1, 0, -2, 0.5, 0],
  dims: /** @type {[number, number, number]} */ ([3, 0, 2]),
});

test("without a turn the first dimension points right, the second up, the third at the viewer", () => {
  const { right, up, near } = directionsOf(FRONT);
  assert.deepEqual(
    [right.map(Math.abs), up.map(Math.abs), near],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  );
});

test("a quarter turn shows the third dimension in place of the first, and from above in place of the second", () => {
  isNear(directionsOf({ yaw: Math.PI / 2, pitch: 0 }).right, [0, 0, -1]);
  isNear(directionsOf({ yaw: Math.PI / 2, pitch: 0 }).near, [1, 0, 0]);
  isNear(directionsOf({ yaw: 0, pitch: Math.PI / 2 }).up, [0, 0, -1]);
  isNear(directionsOf({ yaw: 0, pitch: Math.PI / 2 }).near, [0, 1, 0]);
});

test("every turn has three unit vectors at right angles, and right x up points at the viewer", () => {
  for (const turn of TURNS) {
    const { right, up, near } = directionsOf(turn);
    const cross = [0, 1, 2].map((i) => right[(i + 1) % 3] * up[(i + 2) % 3] - right[(i + 2) % 3] * up[(i + 1) % 3]);
    isNear(cross, near);
    isNear(
      [right, up, near].map((each) => dot(each, each)),
      [1, 1, 1],
    );
  }
});

test("the place of a code on the turned plane is its part along the two directions", () => {
  const z = [0.3, -9, 1.4, 2.2, 7];
  for (const turn of TURNS) {
    const { right, up } = directionsOf(turn);
    const offset = [z[3] - 0.5, z[0] - 1, z[2] + 2]; // from the middle, in the order of the cloud's dimensions
    isNear(project(facingPlane(cloud(), turn), z), [dot(right, offset), dot(up, offset)]);
  }
});

test("a marker dragged on the turned plane gets there, keeps its depth and the dimensions that are not shown", () => {
  const z = [0.3, -9, 1.4, 2.2, 7];
  for (const turn of TURNS) {
    const plane = facingPlane(cloud(), turn);
    const moved = moveTo(plane, z, [0.7, -1.1]);
    isNear(project(plane, moved), [0.7, -1.1], 1e-6);
    assert.deepEqual([moved[1], moved[4]], [-9, 7]);
    const depth = (/** @type {ArrayLike<number>} */ code) => dot(directionsOf(turn).near, [code[3], code[0], code[2]]);
    isNear([depth(moved)], [depth(z)], 1e-6);
  }
});

test("the nearest point of a globe follows the pointer, and the poles stop the turn", () => {
  const radius = 200;
  const turn = turnedBy(FRONT, 3, -2, radius);
  const { right, up } = directionsOf(turn);
  isNear([radius * right[2], -radius * up[2]], [3, -2], 0.01); // what was nearest: (0, 0, 1)
  assert.equal(turnedBy(START_TURN, 0, 1e6, radius).pitch, Math.PI / 2);
  assert.equal(turnedBy(START_TURN, 0, -1e6, radius).pitch, -Math.PI / 2);
});

test("points are ordered from far to near, in steps of equal depth, and equal ones keep their order", () => {
  const plane = { ...dimensionPlane(3), dims: /** @type {[number, number, number]} */ ([0, 1, 2]) };
  const depths = [0.9, -0.9, 0.1, -5, 5, 0.1, NaN];
  const codes = Float32Array.from(depths.flatMap((depth) => [7, 7, depth]));
  const { order, steps } = depthOf(codes, plane, FRONT, 1);
  assert.deepEqual(
    [...order].filter((row) => row !== 6),
    [3, 1, 2, 5, 0, 4],
  );
  assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...steps].slice(0, 6), [DEPTHS - 1, 0, 2, 0, DEPTHS - 1, 2]);
});

test("the most active dimensions are those of the largest KL, largest first", () => {
  assert.deepEqual(mostActive([0.1, 5, 0, 2, 3]), [1, 4, 3]);
  assert.deepEqual(mostActive([0, 0, 0, 0]), [0, 1, 2]);
});

test("an angle stays within half a turn, and the turn is told by its sides", () => {
  for (const angle of [-40, -3, 0, 0.6, 3, 40]) {
    assert.ok(Math.abs(wrapped(angle)) <= Math.PI);
    isNear([Math.cos(wrapped(angle)), Math.sin(wrapped(angle))], [Math.cos(angle), Math.sin(angle)]);
  }
  assert.equal(turnedBy({ yaw: 3, pitch: 0 }, -1, 0, 1).yaw, 4 - 2 * Math.PI);
  assert.equal(
    turnInWords({ yaw: Math.PI / 2, pitch: -Math.PI / 6 }),
    "Turned by 90 degrees to the left, seen from 30 degrees below.",
  );
  assert.equal(
    turnInWords({ yaw: -Math.PI / 2, pitch: 0 }),
    "Turned by 90 degrees to the right, seen from 0 degrees above.",
  );
});

test("the variance of the codes in each dimension is that about their mean", () => {
  const codes = Float32Array.of(1, 5, 3, 5);
  const latents = /** @type {import("../../../assets/js/maths/codes.js").Latents} */ ({
    codes,
    dimensions: 2,
    count: 2,
  });
  assert.deepEqual(variancesOf(latents), [1, 0]);
});

test("the box holds the codes of each dimension, and has a width where they are all alike", () => {
  const codes = Float32Array.from(Array.from({ length: 101 }, (_, i) => [i, 4, -i]).flat());
  const latents = /** @type {import("../../../assets/js/maths/codes.js").Latents} */ ({
    codes,
    dimensions: 3,
    count: 101,
  });
  assert.deepEqual(boxAround(latents, [2, 0, 1]), [
    [-100, -0],
    [0, 100],
    [3, 5],
  ]);
});

test("an address has a turn in whole degrees, and none at the start", () => {
  assert.deepEqual(angleOf({ yaw: Math.PI / 6, pitch: -0.004 }), [30, 0]);
  assert.equal(Object.is(angleOf({ yaw: 0, pitch: -0.004 })?.[1], 0), true, "no minus zero");
  assert.equal(angleOf(START_TURN), null);
  assert.equal(turnOfAngle(null), START_TURN);
  for (const angle of /** @type {[number, number][]} */ ([
    [30, -20],
    [-179, 90],
    [0, -90],
  ]))
    assert.deepEqual(angleOf(turnOfAngle(angle)), angle);
});

test("an angle outside the limits of a turn becomes one within", () => {
  const { yaw, pitch } = turnOfAngle([400, 120]);
  isNear([yaw, pitch], [(40 * Math.PI) / 180, Math.PI / 2]);
});
