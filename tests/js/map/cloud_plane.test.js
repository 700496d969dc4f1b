import assert from "node:assert/strict";
import test from "node:test";

import {
  cloudExtent,
  cloudNote,
  farthestFirst,
  isCloudKey,
  keyOfCloud,
  withCloud,
} from "../../../assets/js/map/cloud/cloud_plane.js";
import { keptInside } from "../../../assets/js/map/cloud/cloud_frame.js";
import { complete } from "../../../assets/js/map/options.js";
import { planeOf } from "../../../assets/js/map/state.js";

const SHAPE = /** @type {const} */ ([1, 28, 28]);
const options = (/** @type {string} */ plane, latentDim = 4) =>
  complete({ runUrl: "/runs/a", shape: SHAPE, latentDim, plane });
/** Codes of four dimensions, of which the second, fourth and third cost most. */
const latents = /** @type {import("../../../assets/js/maths/codes.js").Latents} */ (
  /** @type {unknown} */ ({
    codes: Float32Array.of(0.1, 4, 1, 2, -0.1, -4, -1, -2),
    logVars: new Float32Array(8),
    dimensions: 4,
    count: 2,
  })
);

test("three or more dimensions have a cloud, in the second place, fewer have none", () => {
  const keys = (/** @type {number} */ size) => withCloud(options("", size), null).planes.map(({ key }) => key);
  assert.deepEqual([keys(2), keys(3)], [["0-1"], ["0-1", "cloud"]]);
  assert.equal(withCloud(options("cloud", 2), null).plane, "0-1");
});

test("the note says how to turn the cloud, or why a layer does not show", () => {
  assert.match(cloudNote(["points"]), /arrow keys|finger/);
  assert.match(cloudNote(["points", "grid"]), /other layers need a plane/);
  assert.match(cloudNote(["grid"]), /Switch on Points/);
});

test("without a posterior, the dimensions with the largest variances are shown", () => {
  const points = { ...latents, logVars: null, codes: Float32Array.of(5, 1, 0, 2, -5, -1, 0, -2) };
  assert.equal(withCloud(options("cloud"), points).plane, "cloud-1-4-2");
});

test("a text at the edge is moved inside, and one of a place outside is not drawn", () => {
  assert.deepEqual(keptInside([4, 100], [20, 10], [300, 200]), [20, 100]);
  assert.deepEqual(keptInside([296, 198], [20, 10], [300, 200]), [280, 190]);
  assert.deepEqual(keptInside([150, 100], [20, 10], [300, 200]), [150, 100]);
  assert.equal(keptInside([-1, 100], [20, 10], [300, 200]), null);
});

test("a cloud without dimensions in its key shows the three most active ones, once there are codes", () => {
  assert.equal(withCloud(options("cloud"), null).plane, "cloud");
  const made = withCloud(withCloud(options("cloud"), null), latents);
  assert.equal(made.plane, "cloud-2-4-3");
  assert.deepEqual(
    made.planes.map(({ key }) => key),
    ["0-1", "cloud-2-4-3"],
  );
  assert.deepEqual(planeOf(made).dims, [1, 3, 2]);
  assert.deepEqual(planeOf(made).box?.[0], [-4, 4]);
});

test("a key names its dimensions, counted from 1; one that the codes do not have gives the most active", () => {
  assert.equal(keyOfCloud([3, 0, 2]), "cloud-4-1-3");
  assert.deepEqual(planeOf(withCloud(options("cloud-4-1-3"), latents)).dims, [3, 0, 2]);
  for (const wrong of ["cloud-1-1-2", "cloud-1-2-5", "cloud-0-1-2"])
    assert.equal(withCloud(options(wrong), latents).plane, "cloud-2-4-3");
  assert.ok(!["cloud-1-2", "clouds", "1-2", "cloud-1-2-x"].some(isCloudKey));
});

test("images in place of points are drawn from far to near", () => {
  const plane = planeOf(withCloud(options("cloud"), latents));
  const order = (/** @type {number} */ yaw) => farthestFirst([0, 1], latents, plane, { yaw, pitch: 0 });
  assert.deepEqual(
    [order(0), order(Math.PI)],
    [
      [1, 0],
      [0, 1],
    ],
  ); // their third dimensions are 1 and -1
});

test("the window has room around the longest side of the box, and more at the sides, where names are long", () => {
  const { u, v } = cloudExtent(planeOf(withCloud(options("cloud"), latents)));
  assert.deepEqual(u, [-7.6, 7.6]);
  assert.deepEqual(v, [-6.4, 6.4]);
});
