/** The paths that each mode of the interpolate page shows. */

import { codeRow, dataRow, fadeRow, straightAndArc } from "./rows.js";
import { groupOfLabel } from "../run/groups.js";
import { meanCode } from "./run.js";
import { norm } from "../maths/interpolation.js";
import { readable } from "../shared/numbers.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {Record<import("./slots.js").Name, Float32Array>} Codes */
/** @typedef {import("./run.js").Run} Run */
/**
 * @typedef {{path: import("../maths/neighbour_graph.js").Path | null, images: string} | null} Through null while the
 * neighbours are not yet known
 */

/**
 * Returns the paths from A to B: linear, slerp, through the data, and the cross-fade.
 * @param {Codes} codes
 * @param {Run} run
 * @param {Through} through
 * @param {import("./interpolate.js").Options} options
 * @returns {Promise<Row[]>}
 */
export async function pathsBetween({ a, b }, run, through, { shape, prior }) {
  const [start, end] = await Promise.all([a, b].map(async (code) => (await run.decoder.decode(code.slice(), 1)).data));
  return [
    ...straightAndArc(a, b, run.decoder, run.test.isProbabilistic && prior === "standard"),
    ...(through?.path ? [dataRow(through.path, run.decoder, through.images)] : []),
    fadeRow(start, end, run.encoder, shape),
  ];
}

/**
 * Returns the path on which multiples of the difference of two groups' mean codes are added to A.
 * @param {Float32Array} a
 * @param {Run} run
 * @param {number} from
 * @param {number} to classes; -1 for all images; below, groups selected on the map
 * @param {(label: number) => string} name
 * @returns {Row[]}
 */
export function attributeRows(a, run, from, to, name) {
  const [without, having] = [from, to].map((label) => groupOfLabel(label, run.groups) ?? meanCode(run.train, label));
  const vector = having.mean.map((value, i) => value - without.mean[i]);
  const group = (/** @type {number} */ label, /** @type {number} */ count) => {
    if (groupOfLabel(label, run.groups)) return name(label);
    const images = `${count.toLocaleString("en")} training images`;
    return label < 0 ? `${images} of all classes` : `${images} of ${name(label)}`;
  };
  const words =
    `A multiple of a vector is added to A's code: the mean code of ${group(to, having.count)} minus that of ` +
    `${group(from, without.count)}, of length ${readable(norm(vector))}. ` +
    "0 is A itself. Look at what changes and what stays.";
  return [
    codeRow("attribute", `${nameOf(from, name)} → ${nameOf(to, name)}`, words, run.decoder, (share) =>
      a.map((value, i) => value + share * vector[i]),
    ),
  ];
}

/**
 * @param {number} label
 * @param {(label: number) => string} name
 */
export const nameOf = (label, name) => (label === -1 ? "all images" : name(label));

/**
 * Returns the path of an analogy: A is to B as C is to the image at t = 1.
 * @param {Codes} codes
 * @param {Run} run
 * @returns {Row[]}
 */
export function analogyRows({ a, b, c }, run) {
  const words =
    "The difference from A to B is added to C: t = 0 is C, t = 1 is the answer. " +
    "Check whether the style is kept. Where no image is near, the decoder extrapolates.";
  return [
    codeRow("analogy", "A : B = C : ?", words, run.decoder, (share) =>
      c.map((value, i) => value + share * (b[i] - a[i])),
    ),
  ];
}
