/** The buttons that save the curves of a training: PNG, SVG, CSV. They are shown under a pointer or with the focus. */

import { element } from "../../shared/dom.js";
import { download } from "../../shared/download.js";
import { saveFigure } from "../../shared/plotly.js";

/** @typedef {import("../points.js").Report} Report */
/** @typedef {import("../points.js").Terms} Terms */

const KEYS = 34; // pixels above the panels, for the key of the curves, which is not a part of the figure on the page
const TERMS = /** @type {const} */ (["reconstruction", "kl", "elbo"]);
// Names as in the file "Curves CSV" of the downloads.
/** @type {[string, (report: Report) => number | null | undefined][]} */
const COLUMNS = [
  ["step", ({ step }) => step],
  ["epoch", ({ epoch }) => epoch],
  ["seconds", ({ seconds }) => seconds],
  ...column("train"),
  ...column("validation"),
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
export function curvesTable(reports) {
  const has = (/** @type {number | null | undefined} */ value) => value !== null && value !== undefined;
  const columns = COLUMNS.filter(([, value]) => reports.some((report) => has(value(report))));
  const head = columns.map(([name]) => name);
  const rows = reports.map((report) => columns.map(([, value]) => (has(value(report)) ? String(value(report)) : "")));
  return [head, ...rows].map((cells) => `${cells.join(",")}\n`).join("");
}

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
  const font = { ...layout.font, family: "Arial, Helvetica, sans-serif" };
  return { data: named, layout: { ...layout, showlegend: true, legend, margin, font, paper_bgcolor: background } };
}

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement} curves the figure
 * @param {object} of
 * @param {() => readonly Report[]} of.reports of the run that is shown
 * @param {() => string} of.name of that run, for names of files
 * @param {() => import("../../shared/theme.js").Theme} of.theme
 */
export function curveFiles(parent, curves, { reports, name, theme }) {
  const problem = element("span", { role: "status" });
  const picture = async (/** @type {"png" | "svg"} */ format) => {
    const figure = savedFigure(/** @type {any} */ (curves), theme().background);
    const size = { width: curves.clientWidth, height: KEYS + curves.clientHeight };
    await saveFigure(figure, format, `curves-${name()}`, size);
  };
  const table = async () => download(`curves-${name()}.csv`, new Blob([curvesTable(reports())], { type: "text/csv" }));
  /** @type {[string, () => Promise<void>][]} */
  const kinds = [
    ["PNG", () => picture("png")],
    ["SVG", () => picture("svg")],
    ["CSV", table],
  ];
  const buttons = kinds.map(([kind, save]) => {
    const press = () => {
      problem.textContent = reports().length ? "" : "No curves yet";
      if (reports().length) save().catch((error) => void (problem.textContent = `Not saved: ${error.message}`));
    };
    const label = `Save curves as ${kind}`;
    return element("button", { type: "button", title: label, "aria-label": label, onclick: press }, kind);
  });
  parent.append(
    element("div", { class: "live-files", role: "group", "aria-label": "Save curves" }, problem, ...buttons),
  );
}
