import assert from "node:assert/strict";
import { test } from "node:test";

import { ellipseOf, priorOn } from "../../../assets/js/maths/ellipse.js";
import { dimensionPlane } from "../../../assets/js/maths/plane.js";

const close = (/** @type {number} */ a, /** @type {number} */ b) =>
  assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("on a plane of two dimensions the radii are their standard deviations", () => {
  const { centre, radii, angle } = ellipseOf(dimensionPlane(3, 0, 2), [1, 9, -2], [Math.log(4), 0, Math.log(0.25)]);
  assert.deepEqual(centre, [1, -2]);
  close(radii[0], 2);
  close(radii[1], 0.5);
  close(angle, 0);
});

test("the longer axis points up where the second dimension varies more", () => {
  const { radii, angle } = ellipseOf(dimensionPlane(2), [0, 0], [Math.log(0.25), Math.log(4)]);
  close(radii[0], 2);
  close(Math.abs(angle), Math.PI / 2);
});

test("a turned plane turns the ellipse back", () => {
  const half = Math.SQRT1_2;
  const plane = {
    ...dimensionPlane(2),
    axes: /** @type {[number[], number[]]} */ ([
      [half, half],
      [-half, half],
    ]),
  };
  const { radii, angle } = ellipseOf(plane, [0, 0], [Math.log(4), 0]);
  close(radii[0], 2);
  close(radii[1], 1);
  close(angle, -Math.PI / 4);
});

test("the prior is a circle of radius 1 about z = 0, wherever the plane's origin lies", () => {
  const { centre, radii } = priorOn({ ...dimensionPlane(3), origin: [0.5, 2, 7] });
  assert.deepEqual(centre, [-0.5, -2]);
  assert.deepEqual(radii, [1, 1]);
});
