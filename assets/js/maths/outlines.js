/** The outline of each class: the hull of its middle three quarters, and its median. */

import { colourOf } from "../shared/classes.js";
import { d3 } from "../shared/vendor.js";

const SHARE = 0.75;
const MOST = 2000; // points of a class that are used

/** @typedef {{name: string, colour: string, median: [number, number], hull: [number, number][]}} Outline */

/**
 * @param {Float32Array} places (N, 2)
 * @param {Int32Array} labels (N,)
 * @param {readonly string[]} names
 * @param {readonly string[]} colours
 * @param {(label: number) => boolean} isShown
 * @returns {Outline[]}
 */
export function outlinesOf(places, labels, names, colours, isShown) {
  /** @type {[number, number][][]} */
  const members = names.map(() => []);
  labels.forEach((label, row) => {
    if (Number.isFinite(places[2 * row])) members[label]?.push([places[2 * row], places[2 * row + 1]]);
  });
  return members.flatMap((points, label) => {
    if (points.length < 3 || !isShown(label)) return [];
    const step = Math.ceil(points.length / MOST);
    const some = points.filter((_, i) => i % step === 0);
    const median = /** @type {[number, number]} */ ([d3.median(some, ([u]) => u), d3.median(some, ([, v]) => v)]);
    const distance = (/** @type {[number, number]} */ [u, v]) => Math.hypot(u - median[0], v - median[1]);
    const middle = some.sort((a, b) => distance(a) - distance(b)).slice(0, Math.ceil(SHARE * some.length));
    return [{ name: names[label], colour: colourOf(colours, label), median, hull: d3.polygonHull(middle) ?? [] }];
  });
}
