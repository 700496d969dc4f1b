/**
 * The support of a code by the data: the nearest images, and whether their distance is usual for this data. Pure.
 * Distances are to the NEAR-th neighbour, and compared with those of the images from one another.
 */

import { nearestIn } from "./nearest.js";

const NEAR = 20; // neighbours that are used
const [ROWS, SAMPLE] = [20_000, 300]; // codes searched at most; codes whose own distances calibrate

/**
 * @typedef {object} Support share of the images that lie closer to others than this place does; the neighbours, nearest
 * first
 * @property {number} share
 * @property {number[]} labels
 * @property {number[]} rows
 * @property {number[]} distances
 */

/**
 * @param {Float32Array} codes (N * D,)
 * @param {Int32Array} labels (N,)
 * @returns {(z: ArrayLike<number>) => Support}
 */
export function supportOf(codes, labels) {
  const count = labels.length;
  const dimensions = codes.length / Math.max(1, count);
  const step = Math.max(1, Math.ceil(count / ROWS));
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  const codeAt = (/** @type {number} */ row) => codes.subarray(row * dimensions, (row + 1) * dimensions);
  const sampleStep = Math.max(1, Math.floor(count / SAMPLE));
  const own = Array.from({ length: Math.min(SAMPLE, count) }, (_, i) => i * sampleStep);
  /** @type {import("./nearest.js").Nearest | null} */
  let nearest = null;
  /** @type {number[]} */
  let usual = [];

  const reach = (/** @type {import("./nearest.js").Near[]} */ found) => Math.sqrt(found.at(-1)?.square ?? Infinity);

  /** Sorts the codes, and measures how far each of the sample is from its neighbours, itself left out. */
  function prepare() {
    const search = nearestIn(
      step === 1 ? codes : Float32Array.from(rows.flatMap((row) => [...codeAt(row)])),
      dimensions,
    );
    usual = own.map((row) => reach(search(codeAt(row), NEAR, row % step ? -1 : row / step))).sort((a, b) => a - b);
    return search;
  }

  return (z) => {
    const found = count ? (nearest ??= prepare())(z, NEAR) : [];
    const at = found.map(({ row }) => rows[row]);
    const distance = reach(found);
    const share = usual.filter((other) => other < distance).length / Math.max(1, usual.length);
    return {
      share,
      labels: at.map((row) => labels[row]),
      rows: at,
      distances: found.map(({ square }) => Math.sqrt(square)),
    };
  };
}

/**
 * Returns the support as text.
 * @param {Pick<Support, "share" | "labels">} support
 * @param {(label: number) => string} name
 */
export function supportWords({ share, labels }, name) {
  if (!labels.length) return "";
  if (share >= 0.995) return "Far from all data: the decoder extrapolates.";
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const common = [...counts].filter(([, times]) => times >= 0.25 * labels.length).sort((a, b) => b[1] - a[1]);
  const who = common.length
    ? common
        .slice(0, 3)
        .map(([label]) => name(label))
        .join(" and ")
    : "images of many classes";
  return share >= 0.95 ? `At the edge of the data, near ${who}.` : `Near ${who}.`;
}
