/** Which ways a mode of the interpolate page shows. */

import { codeRow, dataRow, fadeRow, straightAndArc } from "./rows.js";
import { groupOfLabel } from "../run/groups.js";
import { meanCode } from "./run.js";
import { norm } from "../maths/interpolation.js";
import { readable } from "../shared/numbers.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {Record<import("./slots.js").Name, Float32Array>} Codes */
/** @typedef {import("./run.js").Run} Run */
/**
 * @typedef {{way: import("../maths/neighbour_graph.js").Way | null, images: string} | null} Through null while the
 *   neighbours are not yet known
 */

/**
 * Linear, slerp, through the data and the cross-fade, from A to B.
 * @param {Codes} codes
 * @param {Run} run
 * @param {Through} through
 * @param {import("./interpolate.js").Options} options
 * @returns {Promise<Row[]>}
 */
export async function waysBetween({ a, b }, run, through, { shape, prior }) {
  const [start, end] = await Promise.all([a, b].map(async (code) => (await run.decoder.decode(code.slice(), 1)).data));
  return [
    ...straightAndArc(a, b, run.decoder, run.test.isProbabilistic && prior === "standard"),
    ...(through?.way ? [dataRow(through.way, run.decoder, through.images)] : []),
    fadeRow(start, end, run.encoder, shape),
  ];
}

/**
 * A with the difference of two groups' mean codes added, so many times.
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
    return `${count.toLocaleString("en")} ${label < 0 ? "training images of all classes" : `training images of ${name(label)}`}`;
  };
  const words = `The mean code of ${group(to, having.count)} minus that of ${group(from, without.count)}, ${readable(norm(vector))} long, added to A's code so many times. 0 is A itself; watch what changes and what stays.`;
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
 * A is to B as C is to what stands at t = 1.
 * @param {Codes} codes
 * @param {Run} run
 * @returns {Row[]}
 */
export function analogyRows({ a, b, c }, run) {
  const words =
    "What turns A into B, added to C: at t = 0 stands C, at t = 1 the answer. Watch whether the style carries over; where nothing lies near, the decoder only guesses.";
  return [
    codeRow("analogy", "A : B = C : ?", words, run.decoder, (share) =>
      c.map((value, i) => value + share * (b[i] - a[i])),
    ),
  ];
}
