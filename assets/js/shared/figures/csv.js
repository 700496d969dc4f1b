/** Tables as CSV: a head and rows, commas between cells, a point in numbers. */

import { download } from "../download.js";

/** @typedef {string | number | null | undefined} Cell */

const QUOTED = /[",\r\n]/;

/** @param {Cell} cell */
function words(cell) {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Returns a table as text. A column without a value in any row is left out. Pure.
 * @param {readonly string[]} head
 * @param {readonly (readonly Cell[])[]} rows
 */
export function csvText(head, rows) {
  const isThere = head.map((_, at) => rows.some((row) => words(row[at]) !== ""));
  return [head, ...rows]
    .map((row) => `${head.flatMap((_, at) => (isThere[at] ? [words(row[at])] : [])).join(",")}\n`)
    .join("");
}

/**
 * Gives a table to the browser's downloads.
 * @param {string} name of the file, without its ending
 * @param {string} text
 */
export const saveTable = async (name, text) => download(`${name}.csv`, new Blob([text], { type: "text/csv" }));
