/** A lesson's picture as files: what it paints, with its key, as PNG and SVG, and the numbers of it as CSV. */

import { csvText, saveTable } from "../shared/figures/csv.js";
import { figureButtons } from "../shared/figures/figure_buttons.js";
import { figureName } from "../shared/figures/figure_name.js";
import { saveSvg, styledCopy } from "../shared/figures/svg_file.js";
import { readTheme } from "../shared/theme.js";

/** @typedef {import("./plot.js").Panel} Panel */
/** @typedef {import("../shared/figures/csv.js").Cell} Cell */
/** @typedef {{panel: Panel, rows: Cell[][]}} Recorded a panel that notes what it paints: look, x, y, text */
/**
 * @typedef {object} Painted
 * @property {{title: string, rows: Cell[][]}[]} panels
 * @property {[string, string][]} key classes and names of the curves
 */

const HEAD = ["panel", "curve", "x", "y", "text"];

/**
 * Returns a panel that paints as the given one and notes the numbers. A bar is noted at its end, in its middle.
 * @param {Panel} panel
 * @returns {Recorded}
 */
export function recorded(panel) {
  /** @type {Cell[][]} */
  const rows = [];
  return {
    rows,
    panel: {
      ...panel,
      line(points, look) {
        for (const [x, y] of points) rows.push([look, x, y]);
        return panel.line(points, look);
      },
      bar(from, to, value, look, base) {
        rows.push([look, (from + to) / 2, value]);
        return panel.bar(from, to, value, look, base);
      },
      row(from, to, head, foot, look) {
        rows.push([look, to, (head + foot) / 2]);
        return panel.row(from, to, head, foot, look);
      },
      dot(x, y, look, radius) {
        rows.push([look, x, y]);
        return panel.dot(x, y, look, radius);
      },
      text(x, y, words, anchor) {
        rows.push(["", x, y, words]);
        return panel.text(x, y, words, anchor);
      },
    },
  };
}

/**
 * Returns what was painted as CSV: a row for each point, with the name of its curve where the key has one. Pure.
 * @param {Painted} painted
 */
export function paintedTable({ panels, key }) {
  const names = new Map(key);
  const rows = panels.flatMap(({ title, rows: points }) =>
    points.map(([look, ...point]) => [title, names.get(String(look)) ?? look, ...point]),
  );
  return csvText(HEAD, rows);
}

/**
 * Returns the buttons.
 * @param {HTMLElement} root of the picture
 * @param {SVGSVGElement} svg
 * @param {HTMLElement} key whose entries have a mark and words each
 * @param {() => Painted} painted
 */
export function pictureFiles(root, svg, key, painted) {
  const entries = () =>
    [...key.children].map((each) => ({
      mark: /** @type {SVGElement} */ (each.firstElementChild),
      words: each.textContent ?? "",
    }));
  const picture = (/** @type {"png" | "svg"} */ format) =>
    saveSvg(styledCopy(svg, readTheme(root), entries()), format, figureName());
  return figureButtons("figure", {
    PNG: () => picture("png"),
    SVG: () => picture("svg"),
    CSV: () => saveTable(figureName(), paintedTable(painted())),
  });
}
