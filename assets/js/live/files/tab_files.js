/** What a person saves of the figures behind the tabs: a larger picture of each, and its numbers without thinning. */

import { csvText, saveTable } from "../../shared/figures/csv.js";
import { figureButtons } from "../../shared/figures/figure_buttons.js";
import { FILE_FONT } from "../../shared/figures/file_font.js";
import { saveSheet } from "../../shared/figures/canvas_file.js";
import { saveFigure } from "../../shared/plotly.js";
import { termsTable } from "./curve_files.js";
import { barsFigure, barsTable } from "./kl_bars_file.js";

/** @typedef {import("../points.js").Report} Report */
/** @typedef {import("../tab_charts.js").Kind} Kind */
/** @typedef {import("../../shared/theme.js").Theme} Theme */
/** @typedef {{data: any[], layout: any}} Figure */

const LEAST = { width: 720, height: 360 }; // pixels: a tab has only 100 of height in a window of 720
const MARGIN = { l: 64, r: 16, t: 16, b: 46 }; // with room for the names of the axes
const LEGEND = 34; // pixels above a figure with a legend

/** @type {Record<Kind | "bars", {name: string, rows: string}>} the name of the file, and of the vertical axis */
const NAMED = {
  bars: { name: "kl-by-dimension", rows: "" },
  stacked: { name: "loss-terms", rows: "nats per image" },
  heat: { name: "kl-over-time", rows: "latent dimension" },
  speed: { name: "speed", rows: "images/s" },
};

/**
 * Returns the KL of each latent dimension in the training images: a row for each report, in nats per image. Pure.
 * @param {readonly Report[]} reports
 */
export function klTable(reports) {
  const measured = reports.filter(({ train }) => train?.kl_per_dim);
  const count = Math.max(0, ...measured.map(({ train }) => train?.kl_per_dim?.length ?? 0));
  const names = Array.from({ length: count }, (_, dim) => `train_kl_${dim + 1}`); // as in the file "Curves CSV"
  const rows = measured.map(({ step, epoch, seconds, train }) => [step, epoch, seconds, ...(train?.kl_per_dim ?? [])]);
  return csvText(["step", "epoch", "seconds", ...names], rows);
}

/**
 * Returns the images that the training took in a second, a row for each report with a training loss. Pure.
 * @param {readonly Report[]} reports
 */
export function speedTable(reports) {
  const trained = reports.filter(({ train }) => train);
  const rows = trained.map((report) => [report.step, report.epoch, report.seconds, report.images_per_second]);
  return csvText(["step", "epoch", "seconds", "images_per_second"], rows);
}

/**
 * Returns the figure of a tab with the page's background and named axes. Pure.
 * @param {Kind} kind
 * @param {Figure} shown
 * @param {string} background
 */
export function tabFigure(kind, { data, layout }, background) {
  const title = (/** @type {string} */ text) => ({ text, standoff: 8, font: { size: 12 } });
  const named = (/** @type {string} */ axis, /** @type {string} */ text) =>
    layout[axis] ? { [axis]: { ...layout[axis], title: title(text) } } : {};
  return {
    data,
    layout: {
      ...layout,
      ...named("xaxis", "epoch"),
      ...named("xaxis2", "epoch"),
      ...named("yaxis", NAMED[kind].rows),
      margin: { ...MARGIN, t: kind === "stacked" ? LEGEND : MARGIN.t },
      font: { ...layout.font, family: FILE_FONT },
      paper_bgcolor: background,
    },
  };
}

/**
 * Gives each panel with a figure its buttons.
 * @param {readonly [HTMLElement, Kind | "bars", string][]} panels what each shows, and its name
 * @param {object} of
 * @param {HTMLElement} of.figure that all but the bars share
 * @param {() => import("./kl_bars_file.js").Bars} of.bars
 * @param {() => readonly Report[]} of.reports of the run that is shown
 * @param {() => string} of.name of that run, for names of files
 * @param {() => Theme} of.theme
 */
export function tabFiles(panels, { figure, bars, reports, name, theme }) {
  for (const [panel, kind, words] of panels) {
    const file = () => `${NAMED[kind].name}-${name()}`;
    const picture = async (/** @type {"png" | "svg"} */ format) => {
      const made =
        kind === "bars"
          ? barsFigure(bars(), theme(), FILE_FONT)
          : tabFigure(kind, /** @type {any} */ (figure), theme().background);
      const width = Math.max(LEAST.width, panel.clientWidth);
      const height = Math.max(LEAST.height, panel.clientHeight, made.layout.height ?? 0);
      await saveFigure(made, format, file(), { width, height });
    };
    const tables = { bars: () => barsTable(bars()), stacked: termsTable, heat: klTable, speed: speedTable };
    const isEmpty = () => (kind === "bars" ? !bars().nats.length : !reports().some(({ train }) => train));
    panel.append(
      figureButtons(
        words,
        { PNG: () => picture("png"), SVG: () => picture("svg"), CSV: () => saveTable(file(), tables[kind](reports())) },
        () => (isEmpty() ? "Nothing to save yet" : ""),
      ),
    );
  }
}

/**
 * Gives the panel of samples a button that saves them as one picture.
 * @param {HTMLElement} panel
 * @param {() => string} name of the run, for the name of the file
 */
export function sampleFiles(panel, name) {
  const strip = () => /** @type {HTMLElement | null} */ (panel.querySelector(".live-strip:not([hidden])"));
  const images = () => [...(strip()?.querySelectorAll("canvas") ?? [])];
  const columns = () => Number(strip()?.style.getPropertyValue("--columns")) || 1;
  const save = () => saveSheet(images(), columns(), `prior-samples-${name()}`);
  panel.append(figureButtons("prior samples", { PNG: save }, () => (images().length ? "" : "Nothing to save yet")));
}
