import assert from "node:assert/strict";
import test from "node:test";

import { ticksBetween } from "../../assets/js/plane/axes.js";
import { gridCodes, gridFrame, priorLattice, windowLattice } from "../../assets/js/plane/manifold.js";
import { gridBorders, gridCentres, normalQuantile } from "../../assets/js/shared/normal.js";
import { readable } from "../../assets/js/shared/numbers.js";
import { dimensionPlane, moveTo, planeThrough, project, projectAll } from "../../assets/js/maths/plane.js";
import { between, extentOf, fit, panned, resized, toData, toPixels, zoomed } from "../../assets/js/maths/viewport.js";

const close = (/** @type {number} */ a, /** @type {number} */ b, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("normal quantiles equal the published values", () => {
  // To ten digits, from scipy.stats.norm.ppf.
  const known = [
    [0.5, 0],
    [0.975, 1.9599639845],
    [0.025, -1.9599639845],
    [0.84134474607, 1],
    [0.999, 3.0902323062],
    [1e-6, -4.7534243088],
  ];
  for (const [p, z] of known) close(normalQuantile(p), z, 1e-8);
  assert.throws(() => normalQuantile(0), /probability is 0/);
  assert.throws(() => normalQuantile(NaN), /probability is NaN/);
});

test("the grid's centres halve equal shares of the prior and mirror each other", () => {
  const centres = gridCentres(20);
  close(centres[0], normalQuantile(0.025));
  centres.forEach((centre, i) => close(centre, -centres[19 - i]));
  const borders = gridBorders(20);
  centres.forEach((centre, i) => assert.ok(borders[i] < centre && centre < borders[i + 1]));
});

/** A slanted plane whose axes are neither of unit length nor at right angles. */
const slanted = {
  key: "s",
  label: "s",
  names: /** @type {[string, string]} */ (["a", "b"]),
  origin: [1, -2, 0.5],
  axes: /** @type {[number[], number[]]} */ ([
    [2, 0, 1],
    [1, 1, 0],
  ]),
};

test("projecting undoes moving, and what stands off the plane stays", () => {
  const z = Float64Array.of(0.3, 0.7, -1.1);
  const moved = moveTo(slanted, z, [1.25, -0.75]);
  project(slanted, moved).forEach((value, i) => close(value, [1.25, -0.75][i], 1e-6));
  // The axes' common normal is their cross product (-1, 1, 2).
  const normal = (/** @type {ArrayLike<number>} */ code) => -code[0] + code[1] + 2 * code[2];
  close(normal(moved), normal(z), 1e-6);
});

test("all codes are projected as one is", () => {
  const codes = Float32Array.of(0, 0, 0, 1, -2, 0.5, 3, 1, 2);
  const places = projectAll(slanted, codes);
  for (let n = 0; n < 3; n++)
    project(slanted, codes.subarray(3 * n, 3 * n + 3)).forEach((value, i) => close(places[2 * n + i], value, 1e-5));
});

test("a plane of two dimensions moves these two only, and one dimension makes a line", () => {
  assert.deepEqual([...moveTo(dimensionPlane(4, 1, 3), [9, 8, 7, 6], [0, 1])], [9, 0, 7, 1]);
  assert.deepEqual(dimensionPlane(4, 1, 3).names, ["z2", "z4"]);
  const line = dimensionPlane(1);
  assert.deepEqual([project(line, [2]), [...moveTo(line, [2], [5, 3])]], [[2, 0], [5]]);
});

test("the plane through three codes holds all three, with the first at its origin and lengths as they are", () => {
  const codes = [[1, 0, 2], [1, 3, 2], [5, 1, 2]];
  const plane = planeThrough("at-1-2-3", "", codes);
  assert.ok(plane);
  for (const code of codes) [...moveTo(plane, [9, 9, 2], project(plane, code))].forEach((value, i) => i < 2 && close(value, code[i], 1e-5));
  assert.deepEqual(project(plane, codes[0]), [0, 0]);
  close(project(plane, codes[1])[0], 3);
  close(Math.hypot(...project(plane, codes[2])), Math.hypot(4, 1), 1e-6);
  assert.equal(planeThrough("", "", [[0, 0], [1, 1], [2, 2]]), null);
});

test("the grid covers the prior, or the points where there is none", () => {
  const plane = dimensionPlane(3);
  const codes = gridCodes(plane, [0, 0, 9], priorLattice(gridFrame(plane, new Float32Array(2), true), 20));
  close(codes[0], normalQuantile(0.025), 1e-6);
  close(codes[1], normalQuantile(0.975), 1e-6); // the first row is the top one
  assert.equal(codes[2], 9);
  const frame = gridFrame(plane, Float32Array.of(8, 1, 12, 1), false);
  assert.deepEqual(frame, { centre: [10, 1], spread: [2, 1] });
});

test("a closer look is covered evenly, with square cells, from the top left on", () => {
  const { u, v } = windowLattice({ u: [0, 4], v: [10, 12] }, 8);
  assert.deepEqual([u.at.length, v.at.length, u.size[0], v.size[0]], [8, 4, 0.5, 0.5]);
  assert.deepEqual([u.at[0], v.at[0]], [0.25, 11.75]);
});

test("pixels and data are inverse, v points up, and a unit is as long across as upwards", () => {
  const view = fit({ u: [-2, 2], v: [-1, 1] }, 400, 300);
  assert.deepEqual(toPixels(view, 0, 0), [200, 150]);
  assert.deepEqual(toData(view, ...toPixels(view, 1.5, -0.5)), [1.5, -0.5]);
  assert.deepEqual(toPixels(view, 1, 1), [300, 50]);
});

test("zooming keeps the place under the pointer and stops at its bounds", () => {
  const fitted = fit({ u: [-2, 2], v: [-2, 2] }, 400, 400);
  const near = zoomed(panned(fitted, 13, -7), 3, 100, 250, fitted);
  toData(near, 100, 250).forEach((value, i) => close(value, toData(panned(fitted, 13, -7), 100, 250)[i]));
  assert.equal(zoomed(fitted, 1e9, 0, 0, fitted).scale, 60 * fitted.scale);
});

test("resizing keeps the centre, and a reset ends at the fitted view", () => {
  const fitted = fit({ u: [-2, 2], v: [-2, 2] }, 400, 400);
  const looking = zoomed(fitted, 2, 300, 90, fitted);
  const wide = resized(looking, [400, 400], [800, 600], 1.5);
  toData(wide, 400, 300).forEach((value, i) => close(value, toData(looking, 200, 200)[i]));
  const end = between(looking, fitted, 1, 400, 400);
  close(end.scale, fitted.scale);
  close(end.x0, fitted.x0);
});

test("one outlier does not shrink the map", () => {
  const places = new Float32Array(4000).map((_, i) => Math.sin(i));
  places[0] = 1e6;
  assert.ok(extentOf(places).u[1] < 2);
});

test("ticks are whole steps and zero has no sign", () => {
  assert.deepEqual(ticksBetween(-0.25, 0.35, 0.1), [-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  assert.ok(Object.is(ticksBetween(-1, 1, 1)[1], 0));
  assert.deepEqual([readable(-0.001), readable(-1.5), readable(2)], ["0.00", "−1.50", "2.00"]);
});
