/** The buttons that save the curves of a training: PNG, SVG, CSV. They are shown under a pointer or with the focus. */

import { csvText, saveTable } from "../../shared/figures/csv.js";
import { FILE_FONT } from "../../shared/figures/file_font.js";
import { figureButtons } from "../../shared/figures/figure_buttons.js";
import { saveFigure } from "../../shared/plotly.js";

/** @typedef {import("../points.js").Report} Report */
/** @typedef {import("../points.js").Terms} Terms */

const KEYS = 34; // pixels above the panels, for the key of the curves, which is not a part of the figure on the page
const TERMS = /** @type {const} */ (["reconstruction", "kl", "elbo"]);
// Names as in the file "Curves CSV" of the downloads.
/** @type {[string, (report: Report) => number | null | undefined][]} */
const LOSS = [
  ["step", ({ step }) => step],
  ["epoch", ({ epoch }) => epoch],
  ["seconds", ({ seconds }) => seconds],
  ...column("train"),
  ...column("validation"),
];
/** @type {[string, (report: Report) => number | null | undefined][]} */
const STEERED = [
  ["weight", ({ beta }) => beta],
  ["learning_rate", (report) => report.learning_rate],
];

/**
 * @param {"train" | "validation"} split
 * @returns {[string, (report: Report) => number | null | undefined][]}
 */
function column(split) {
  return TERMS.map((term) => [`${split}_${term}`, (report) => report[split]?.[term]]);
}

/**
 * Returns the curves as CSV: a row for each report, all terms in nats per image. What no report has gets no column.
 * @param {readonly Report[]} reports
 */
export const curvesTable = (reports) => tableOf([...LOSS, ...STEERED], reports);

/**
 * Returns the terms of the loss alone, as CSV.
 * @param {readonly Report[]} reports
 */
export const termsTable = (reports) => tableOf(LOSS, reports);

/**
 * @param {typeof LOSS} columns
 * @param {readonly Report[]} reports
 */
const tableOf = (columns, reports) =>
  csvText(
    columns.map(([name]) => name),
    reports.map((report) => columns.map(([, value]) => value(report))),
  );

/**
 * Returns the figure with the page's background, and with the key of the curves above it. Pure.
 * @param {{data: any[], layout: any}} shown
 * @param {string} background
 */
export function savedFigure({ data, layout }, background) {
  const splits = /** @type {const} */ (["training", "validation"]);
  const named = data.map((trace, i) => ({ ...trace, name: `${trace.name}, ${splits[i % 2]}` }));
  const legend = { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom", font: { size: 11 } };
  const margin = { ...layout.margin, t: KEYS + (layout.margin?.t ?? 0) };
  // The page's letters are not in a file: words measured with them would be cut.
  const font = { ...layout.font, family: FILE_FONT };
  return { data: named, layout: { ...layout, showlegend: true, legend, margin, font, paper_bgcolor: background } };
}

/**
 * Returns why there is nothing to save; empty if there is. The reports may be here before Plotly has drawn a figure.
 * @param {readonly Report[]} reports
 * @param {{data?: any[]}} figure
 */
export const missingCurves = (reports, { data }) => (reports.length && data ? "" : "No curves yet");

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement} curves the figure
 * @param {object} of
 * @param {() => readonly Report[]} of.reports of the run that is shown
 * @param {() => string} of.name of that run, for names of files
 * @param {() => import("../../shared/theme.js").Theme} of.theme
 */
export function curveFiles(parent, curves, { reports, name, theme }) {
  const picture = async (/** @type {"png" | "svg"} */ format) => {
    const figure = savedFigure(/** @type {any} */ (curves), theme().background);
    const size = { width: curves.clientWidth, height: KEYS + curves.clientHeight };
    await saveFigure(figure, format, `curves-${name()}`, size);
  };
  const table = () => saveTable(`curves-${name()}`, curvesTable(reports()));
  const kinds = { PNG: () => picture("png"), SVG: () => picture("svg"), CSV: table };
  const bar = figureButtons("curves", kinds, () => missingCurves(reports(), /** @type {any} */ (curves)));
  bar.classList.add("live-files");
  parent.append(bar);
}
