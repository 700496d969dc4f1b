/** The points in an area that a person drew, their summary, and a table of them as CSV. Pure. */

import { klOf } from "./colouring.js";
import { d3 } from "../shared/vendor.js";

const SPLITS = ["training", "validation", "test"];
const MOST_CORNERS = 40; // of an area in the address

/** @typedef {[number, number]} Place */

/**
 * Returns the rows inside an area: (N,) of 1 and 0.
 * @param {Float32Array} places (N, 2)
 * @param {readonly Place[]} area
 * @param {(row: number) => boolean} isShown
 */
export function rowsWithin(places, area, isShown) {
  const corners = area.map(([u, v]) => /** @type {Place} */ ([u, v]));
  return Uint8Array.from({ length: places.length / 2 }, (_, row) =>
    isShown(row) && d3.polygonContains(corners, [places[2 * row], places[2 * row + 1]]) ? 1 : 0,
  );
}

/**
 * Returns a box from corner to corner.
 * @param {Place} from
 * @param {Place} to
 * @returns {Place[]}
 */
export const boxOf = ([u0, v0], [u1, v1]) => [
  [u0, v0],
  [u1, v0],
  [u1, v1],
  [u0, v1],
];

/**
 * Returns an area with few enough corners and digits for an address.
 * @param {readonly Place[]} area
 * @returns {Place[]}
 */
export function simplified(area) {
  const step = Math.max(1, Math.ceil(area.length / MOST_CORNERS));
  const rounded = (/** @type {number} */ value) => Number(value.toFixed(2));
  return area.filter((_, i) => i % step === 0).map(([u, v]) => [rounded(u), rounded(v)]);
}

/**
 * Returns the number, the classes and the means of the selected images.
 * @param {import("./codes.js").Latents} latents
 * @param {Uint8Array} selected (N,)
 */
export function selectionSummary(latents, selected) {
  const rows = rowsOf(selected);
  const kl = latents.logVars && klOf(latents);
  const mean = (/** @type {ArrayLike<number> | null} */ values) => values && d3.mean(rows, (row) => values[row]);
  /** @type {Map<number, number>} */
  const classes = new Map();
  for (const row of rows) classes.set(latents.labels[row], (classes.get(latents.labels[row]) ?? 0) + 1);
  return {
    count: rows.length,
    classes: [...classes].sort((a, b) => b[1] - a[1]),
    kl: mean(kl) ?? null,
    reconstruction: mean(latents.reconstruction) ?? null,
  };
}

/**
 * Returns the mean code of some rows: (D,).
 * @param {import("./codes.js").Latents} latents
 * @param {readonly number[]} rows
 * @returns {number[]}
 */
export function meanOf({ codes, dimensions }, rows) {
  return Array.from({ length: dimensions }, (_, i) => d3.mean(rows, (row) => codes[row * dimensions + i]) ?? 0);
}

/**
 * @param {Uint8Array} selected
 * @returns {number[]}
 */
export function rowsOf(selected) {
  const rows = [];
  for (let row = 0; row < selected.length; row++) if (selected[row]) rows.push(row);
  return rows;
}

/**
 * Returns the selected images as CSV: image, class, split, KL, reconstruction, codes and log-variances.
 * @param {import("./codes.js").Latents} latents
 * @param {Uint8Array} selected
 * @param {readonly string[]} classNames
 */
export function toCsv(latents, selected, classNames) {
  const { dimensions, codes, logVars, reconstruction } = latents;
  const numbered = (/** @type {string} */ name) => Array.from({ length: dimensions }, (_, i) => `${name}${i + 1}`);
  const kl = logVars && klOf(latents);
  const head = [
    "image",
    "class",
    "split",
    ...(kl ? ["kl"] : []),
    ...(reconstruction ? ["reconstruction"] : []),
    ...numbered("z"),
    ...(logVars ? numbered("log_var") : []),
  ];
  const part = (/** @type {Float32Array} */ values, /** @type {number} */ row) => [
    ...values.subarray(row * dimensions, (row + 1) * dimensions),
  ];
  const lines = rowsOf(selected).map((row) =>
    [
      latents.index[row],
      quoted(classNames[latents.labels[row]] ?? String(latents.labels[row])),
      SPLITS[latents.splits[row]],
      ...(kl ? [kl[row]] : []),
      ...(reconstruction ? [reconstruction[row]] : []),
      ...part(codes, row),
      ...(logVars ? part(logVars, row) : []),
    ].join(","),
  );
  return [head.join(","), ...lines].join("\n") + "\n";
}

/**
 * Quotes a text with a comma, a quote or a line's end (RFC 4180).
 * @param {string} text
 */
const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
