/** The numbers of a Plotly figure as a table: a row for each point, bar or cell. Pure. */

import { csvText } from "../shared/figures/csv.js";

/** @typedef {import("../shared/figures/csv.js").Cell} Cell */

const HEAD = ["panel", "trace", "x_axis", "y_axis", "x", "y", "z", "text"];

/** @param {unknown} words which may hold tags of HTML */
const plain = (words) =>
  String(words ?? "")
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<[^>]*>/g, "")
    .trim();

/** @param {any} title of an axis, in the long or the short form */
const titleOf = (title) => plain(typeof title === "string" ? title : title?.text);

/**
 * Returns the name of an axis of a trace, such as "xaxis2" of "x2".
 * @param {string | undefined} short
 * @param {"x" | "y"} otherwise
 */
const axisOf = (short, otherwise) => `${otherwise}axis${(short ?? otherwise).slice(1)}`;

/**
 * Returns the places of a row or column of cells, the middle of each where their edges are given.
 * @param {ArrayLike<any> | undefined} given
 * @param {number} count
 * @param {number} start
 * @param {number} step
 * @returns {Cell[]}
 */
function places(given, count, start = 0, step = 1) {
  if (!given?.length) return Array.from({ length: count }, (_, at) => start + at * step);
  if (given.length === count + 1)
    return Array.from({ length: count }, (_, at) => (Number(given[at]) + Number(given[at + 1])) / 2);
  return Array.from({ length: count }, (_, at) => given[at]);
}

/**
 * @param {any} trace with all its values, as Plotly keeps it
 * @returns {Cell[][]} x, y, z, text
 */
function pointsOf({ x, y, z, x0, dx, y0, dy, text }) {
  if (z?.length) {
    const across = places(x, z[0].length, x0, dx);
    const down = places(y, z.length, y0, dy);
    return down.flatMap((b, row) => across.map((a, column) => [a, b, z[row][column]]));
  }
  const count = Math.max(x?.length ?? 0, y?.length ?? 0);
  const [as, bs] = [x?.length ? x : null, y?.length ? y : null];
  const words = (/** @type {number} */ at) => (Array.isArray(text) ? plain(text[at]) : "");
  return Array.from({ length: count }, (_, at) => [as?.[at], bs?.[at], null, words(at)]);
}

/**
 * Returns what a figure shows as CSV. A column that is empty everywhere, such as the name of an axis, is left out.
 * @param {readonly any[]} traces with all their values (`_fullData`): those that are not shown are left out
 * @param {any} layout
 */
export function chartTable(traces, layout) {
  /** @type {Cell[][]} */
  const rows = traces
    .filter(({ visible }) => visible === undefined || visible === true)
    .flatMap((trace) => {
      const axes = [axisOf(trace.xaxis, "x"), axisOf(trace.yaxis, "y")];
      const titles = axes.map((axis) => titleOf(layout[axis]?.title));
      const name = plain((trace._input ?? trace).name) || String((trace.index ?? 0) + 1);
      return pointsOf(trace).map((point) => [panelOf(axes, layout), name, ...titles, ...point]);
    });
  return csvText(HEAD, rows);
}

/**
 * Returns the title of the panel with these axes: the annotation at its upper edge, as make_subplots writes it.
 * @param {string[]} axes of it
 * @param {any} layout
 */
function panelOf([x, y], layout) {
  const [across, up] = [layout[x]?.domain, layout[y]?.domain];
  if (!across || !up) return "";
  const isNear = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < 1e-3;
  const title = (layout.annotations ?? []).find(
    (/** @type {any} */ { xref, yref, x: at, y: height }) =>
      xref === "paper" && yref === "paper" && isNear(at, (across[0] + across[1]) / 2) && isNear(height, up[1]),
  );
  return plain(title?.text);
}
