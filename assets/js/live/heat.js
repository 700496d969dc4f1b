/** The KL of each latent dimension over the training, as columns of a heat strip. Pure. */

import { CLEARLY, keptAt } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/**
 * @typedef {object} Strip x (n + 1) the columns' edges in epochs, y the rows' names, z nats by row and column
 * @property {number[]} x
 * @property {string[]} y
 * @property {number[][]} z
 */

export const MOST_ROWS = 32;
const MOST_COLUMNS = 400;

/**
 * The dimensions that have a row: all, or those with the largest KL now. Those shown `before` stay unless others carry
 * clearly more, so that rows do not change at every report.
 * @param {number[]} nats
 * @param {number[]} before
 * @returns {number[]} rising
 */
export function heatRows(nats, before) {
  const dims = nats.map((_, dim) => dim);
  if (dims.length <= MOST_ROWS) return dims;
  const stay = new Set(before);
  const weight = (/** @type {number} */ dim) => (stay.has(dim) ? CLEARLY : 1) * nats[dim];
  return dims
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, MOST_ROWS)
    .sort((a, b) => a - b);
}

/** Gathers reports; a report covers the steps since the one before it, and so does its column. */
export function heatStrip() {
  /** @type {{ends: number[], columns: number[][], rows: number[]}} */
  const held = { ends: [], columns: [], rows: [] };
  return {
    /** @param {Report[]} reports */
    add(reports) {
      for (const { epoch, train } of reports) {
        if (!train?.kl_per_dim || epoch <= (held.ends.at(-1) ?? 0)) continue;
        held.ends.push(epoch);
        held.columns.push(train.kl_per_dim);
        if (held.ends.length <= MOST_COLUMNS) continue;
        const kept = keptAt(held.ends, MOST_COLUMNS / 2);
        [held.ends, held.columns] = [kept.map((at) => held.ends[at]), kept.map((at) => held.columns[at])];
      }
      held.rows = heatRows(held.columns.at(-1) ?? [], held.rows);
    },
    clear: () => void Object.assign(held, { ends: [], columns: [], rows: [] }),
    /**
     * The strip as it is now; without rows before the first report.
     * @returns {Strip}
     */
    strip() {
      const { ends, columns, rows } = held;
      const z = rows.map((dim) => columns.map((nats) => nats[dim]));
      return { x: ends.length ? [0, ...ends] : [], y: rows.map((dim) => `z${dim + 1}`), z };
    },
    /** Of how many dimensions. */
    dimensions: () => held.columns.at(-1)?.length ?? 0,
  };
}

/**
 * The largest number of a strip, where its colours end; at least a tenth of a nat, or nothing would look like
 * something.
 * @param {Strip} strip
 */
export const mostNats = ({ z }) => z.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0.1);

/**
 * Returns the caption of the strip.
 * @param {number} rows
 * @param {number} dimensions
 */
export function heatWords(rows, dimensions) {
  if (dimensions === 1) return "Strip: KL of the one latent dimension.";
  if (rows >= dimensions) return "Strip: KL of each latent dimension.";
  const which = `the ${rows} of ${dimensions.toLocaleString("en")} with the largest KL now`;
  return `Strip: KL of each latent dimension, ${which}.`;
}
