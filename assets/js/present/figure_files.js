/** The buttons that save a page's chart as PNG, SVG or CSV, shown while a pointer or the focus is on the chart. */

import { chartTable } from "./chart_table.js";
import { saveTable } from "../shared/figures/csv.js";
import { figureButtons } from "../shared/figures/figure_buttons.js";
import { figureName } from "../shared/figures/figure_name.js";
import { saveFigure } from "../shared/plotly.js";
import { readTheme } from "../shared/theme.js";

const CHART = "[data-testid=stPlotlyChart]";
const PLACE = "[data-testid=stElementContainer]"; // of a chart and of the button that enlarges it
const ROOM = 24; // pixels more at the top, for a title of two lines

/**
 * Saves a chart as it is now, on the page's background. Streamlit's own Plotly is not at hand, so that of the Python
 * package draws it again.
 * @param {HTMLElement} chart
 * @param {"png" | "svg"} format
 * @param {import("../shared/theme.js").Theme} theme
 */
async function save(chart, format, { background, text }) {
  const plot = /** @type {any} */ (chart.querySelector(".js-plotly-plot"));
  if (!plot) return;
  const { data, layout } = plot;
  const margin = { ...layout.margin, t: ROOM + (layout.margin?.t ?? 100) };
  const colours = { paper_bgcolor: background, font: { color: text, ...layout.font } };
  const size = { width: plot.clientWidth, height: ROOM + plot.clientHeight };
  await saveFigure({ data, layout: { ...layout, ...colours, margin } }, format, figureName(), size);
}

/**
 * Saves the numbers of a chart. Plotly keeps them decoded in `_fullData`: Streamlit sends them in base 64.
 * @param {HTMLElement} chart
 */
async function saveNumbers(chart) {
  const plot = /** @type {any} */ (chart.querySelector(".js-plotly-plot"));
  if (plot) await saveTable(figureName(), chartTable(plot._fullData, plot.layout));
}

/**
 * Gives every chart of Streamlit the buttons, which only one chart has at a time.
 * @param {HTMLElement} page whose style has Streamlit's colours
 */
export function offerFigureFiles(page) {
  /** @type {HTMLElement | null} */
  let chart = null;
  const picture = async (/** @type {"png" | "svg"} */ format) =>
    void (chart && (await save(chart, format, readTheme(page))));
  const numbers = async () => void (chart && (await saveNumbers(chart)));
  const bar = figureButtons("figure", { PNG: () => picture("png"), SVG: () => picture("svg"), CSV: numbers });
  bar.classList.add("lab-page", "figure-files");
  const problem = /** @type {HTMLElement} */ (bar.firstElementChild);

  /** @param {Event} event */
  function follow({ target, type }) {
    const found = target instanceof Element ? target.closest(PLACE)?.querySelector(CHART) : null;
    const isUsed = bar.querySelector(":focus-visible") && !bar.contains(/** @type {Node} */ (target));
    if (type === "pointerover" && isUsed) return; // the pointer does not take the buttons from the keyboard
    problem.textContent = "";
    chart = found instanceof HTMLElement ? found : null;
    if (!chart) return bar.remove();
    bar.style.cssText = page.style.cssText; // the theme may have changed
    if (bar.parentElement !== chart) chart.append(bar);
  }
  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
}
