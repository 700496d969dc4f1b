/** A run's latents.safetensors as columns, and the rows of one split. */

import { rowOf } from "../maths/codes.js";
import { parseSafetensors } from "./safetensors.js";

/** @typedef {import("../maths/codes.js").Latents} Latents */

const PRIOR_REACH = 4; // standard deviations: hardly anything of N(0, 1) lies beyond
const SPLITS = { train: 0, test: 2 };

/**
 * Returns the rows of one split, or all; all too where the run has none of that split.
 * @param {ArrayBuffer} buffer
 * @param {"train" | "test" | "all"} split
 * @returns {Latents}
 */
export function readLatents(buffer, split) {
  const { tensors } = parseSafetensors(buffer);
  if (!tensors.mean) throw new Error("latents.safetensors has no tensor 'mean'");
  const [count, dimensions] = tensors.mean.shape;
  const splits = Uint8Array.from({ length: count }, (_, row) => Number(tensors.split?.data[row] ?? SPLITS.test));
  const all = {
    count,
    dimensions,
    codes: /** @type {Float32Array} */ (tensors.mean.data),
    labels: integers(tensors.label, count, () => 0),
    index: integers(tensors.index, count, (row) => row),
    logVars: /** @type {Float32Array | null} */ (tensors.log_var?.data ?? null),
    splits,
    hasOthers: splits.includes(SPLITS.test) && splits.some((split) => split !== SPLITS.test),
    reconstruction: /** @type {Float32Array | null} */ (tensors.reconstruction?.data ?? null),
    factors: /** @type {Float32Array | null} */ (tensors.factors?.data ?? null),
    isProbabilistic: "log_var" in tensors,
  };
  if (split === "all") return all;
  const rows = Uint32Array.from(all.labels.keys()).filter((row) => all.splits[row] === SPLITS[split]);
  return rows.length ? pick(all, rows) : all;
}

/**
 * @param {import("./safetensors.js").Tensor | undefined} tensor
 * @param {number} count
 * @param {(row: number) => number} otherwise
 */
function integers(tensor, count, otherwise) {
  return Int32Array.from({ length: count }, (_, row) =>
    tensor ? Math.max(0, Number(tensor.data[row])) : otherwise(row),
  );
}

/**
 * @param {Latents} all
 * @param {Uint32Array} rows
 * @returns {Latents}
 */
function pick(all, rows) {
  if (rows.length === all.count) return all;
  const rowsOf = (/** @type {Float32Array | null} */ values) => {
    if (!values) return null;
    const width = values.length / all.count;
    const picked = new Float32Array(rows.length * width);
    rows.forEach((row, i) => picked.set(rowOf(values, width, row), i * width));
    return picked;
  };
  return {
    ...all,
    count: rows.length,
    codes: rowsOf(all.codes) ?? all.codes,
    logVars: rowsOf(all.logVars),
    reconstruction: rowsOf(all.reconstruction),
    factors: rowsOf(all.factors),
    labels: Int32Array.from(rows, (row) => all.labels[row]),
    index: Int32Array.from(rows, (row) => all.index[row]),
    splits: Uint8Array.from(rows, (row) => all.splits[row]),
  };
}

/**
 * Returns how far sliders reach: as far as the prior, or the codes of a model without one.
 * @param {Latents | null} latents
 */
export function sliderReach(latents) {
  if (!latents || latents.isProbabilistic) return PRIOR_REACH;
  return Math.ceil(latents.codes.reduce((most, value) => Math.max(most, Math.abs(value)), PRIOR_REACH));
}
