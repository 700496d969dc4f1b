/** The buttons that save a page's chart as a PNG or SVG file, shown while a pointer or the focus is on the chart. */

import { element } from "../shared/dom.js";
import { saveFigure } from "../shared/plotly.js";
import { readTheme } from "../shared/theme.js";

const CHART = "[data-testid=stPlotlyChart]";
const PLACE = "[data-testid=stElementContainer]"; // of a chart and of the button that enlarges it
const ROOM = 24; // pixels more at the top, for a title of two lines

/**
 * Returns the name of a figure's file, without its ending. Pure.
 * @param {string} heading of the page
 */
export function nameOfFigure(heading) {
  const words = heading.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ["latent-lab", ...words, "figure"].join("-");
}

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
  const heading = document.querySelector("[data-testid=stMain] h1")?.textContent ?? "";
  const margin = { ...layout.margin, t: ROOM + (layout.margin?.t ?? 100) };
  const colours = { paper_bgcolor: background, font: { color: text, ...layout.font } };
  const size = { width: plot.clientWidth, height: ROOM + plot.clientHeight };
  await saveFigure({ data, layout: { ...layout, ...colours, margin } }, format, nameOfFigure(heading), size);
}

/**
 * Gives every chart of Streamlit the buttons, which only one chart has at a time.
 * @param {HTMLElement} page whose style has Streamlit's colours
 */
export function offerFigureFiles(page) {
  /** @type {HTMLElement | null} */
  let chart = null;
  const button = (/** @type {"png" | "svg"} */ format) =>
    element(
      "button",
      {
        type: "button",
        title: `Save figure as ${format.toUpperCase()}`,
        onclick: () => {
          if (chart) save(chart, format, readTheme(page)).catch(say);
        },
      },
      format.toUpperCase(),
    );
  const bar = element("div", { class: "lab-page figure-files", role: "group", "aria-label": "Save figure" });
  const problem = element("span", { role: "status" });
  bar.append(button("png"), button("svg"), problem);
  const say = (/** @type {Error} */ error) => void (problem.textContent = `Not saved: ${error.message}`);

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
