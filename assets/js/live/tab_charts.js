/**
 * The figure behind the tabs: KL over time by dimension, the two terms stacked, or images/s. It is drawn only while it
 * is seen.
 */

import { heatStrip, heatWords, mostNats } from "./heat.js";
import { COLOURS, colours, CONFIG, CURVE_NAMES } from "./figure.js";
import { gathered } from "../shared/pace.js";
import { loadPlotly, shownWithWidth, untilFreed } from "../shared/plotly.js";
import { keptAt } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/** @typedef {"heat" | "stacked" | "speed"} Kind */

const MOST_POINTS = 400;
const MARGIN = { l: 44, r: 8, t: 6, b: 26 };
const LEGEND = 24; // pixels above the figure

/**
 * The traces of a kind, and what its vertical axis is called. Pure.
 * @param {Kind} kind
 * @param {readonly Report[]} reports
 * @param {import("./heat.js").Strip} strip
 * @param {string} ink the colour of the text, for -ELBO
 */
export function tracesOf(kind, reports, strip, ink) {
  if (kind === "heat") {
    const hovertemplate = "KL of %{y}: %{z:.2f} nats at epoch %{x:.2f}<extra></extra>";
    return {
      traces: [
        {
          type: "heatmap",
          ...strip,
          zmin: 0,
          zmax: mostNats(strip),
          colorscale: "Viridis",
          hovertemplate,
          colorbar: { thickness: 10, title: { text: "nats" }, len: 1 },
        },
      ],
      title: "",
    };
  }
  if (kind === "speed") {
    const trained = reports.filter(({ train }) => train);
    const epochs = trained.map(({ epoch }) => epoch);
    const shown = keptAt(epochs, MOST_POINTS).map((at) => trained[at]);
    return {
      traces: [
        {
          x: shown.map(({ epoch }) => epoch),
          y: shown.map(({ images_per_second }) => images_per_second),
          mode: "lines",
          line: { color: COLOURS.speed, width: 1.6 },
          hovertemplate: "%{y:,.0f} images/s at epoch %{x:.2f}<extra></extra>",
        },
      ],
      title: "images/s",
    };
  }
  return { traces: SPLITS.flatMap((split, panel) => stack(reports, split, panel, ink)), title: "nats" };
}

const SPLITS = /** @type {const} */ (["train", "validation"]); // a panel each, on one vertical scale

/**
 * Returns the areas of the two terms, one on the other, below the line of -ELBO; the one term where a model has no KL.
 * @param {readonly Report[]} reports
 * @param {"train" | "validation"} split
 * @param {number} panel
 * @param {string} ink
 */
function stack(reports, split, panel, ink) {
  const all = reports.flatMap((report) => (report[split] ? [{ epoch: report.epoch, terms: report[split] }] : []));
  const epochs = all.map(({ epoch }) => epoch);
  const shown = keptAt(epochs, MOST_POINTS).map((at) => all[at]);
  const base = {
    x: shown.map(({ epoch }) => epoch),
    xaxis: panel ? "x2" : "x",
    mode: "lines",
    showlegend: panel === 0,
  };
  const named = (/** @type {string} */ name) => ({
    name,
    legendgroup: name,
    hovertemplate: `${name}, ${split}: %{y:.2f} nats at epoch %{x:.2f}<extra></extra>`,
  });
  const area = (/** @type {"reconstruction" | "kl"} */ key) => ({
    ...base,
    ...named(CURVE_NAMES[key]),
    y: shown.map(({ terms }) => terms[key] ?? 0),
    stackgroup: split,
    line: { color: COLOURS[key], width: 0.8 },
  });
  if (!shown.some(({ terms }) => terms.elbo !== null)) return [area("reconstruction")];
  const total = {
    ...base,
    ...named("-ELBO"),
    y: shown.map(({ terms }) => -(terms.elbo ?? 0)),
    line: { width: 1, color: ink },
  };
  return [area("reconstruction"), area("kl"), total];
}

/**
 * Returns the axes of epochs: one, or one for each split, which is named in its panel.
 * @param {boolean} isSplit
 * @param {object} axis
 */
function horizontal(isSplit, axis) {
  if (!isSplit) return { xaxis: axis, annotations: [] };
  const name = (/** @type {string} */ text, /** @type {string} */ panel) => ({
    ...{ text, xref: `x${panel} domain`, yref: "y domain", x: 1, y: 1, xanchor: "right", yanchor: "top" },
    showarrow: false,
    font: { size: 11 },
  });
  return {
    xaxis: { ...axis, domain: [0, 0.48] },
    xaxis2: { ...axis, domain: [0.52, 1], matches: "x", anchor: "y" },
    annotations: [name("training images", ""), name("validation images", "2")],
  };
}

/**
 * @param {HTMLElement} place
 * @param {() => import("../shared/theme.js").Theme} theme
 * @param {() => readonly Report[]} all the reports so far
 */
export function tabCharts(place, theme, all) {
  const heat = heatStrip();
  /** @type {Kind | null} */
  let kind = null;
  let Plotly = /** @type {any} */ (null); // once it is loaded, for this figure
  let isMade = false;
  const figure = element();
  const words = place.appendChild(Object.assign(document.createElement("p"), { className: "live-caption" }));
  place.prepend(figure);
  const waiting = gathered((/** @type {Report[]} */ reports) => {
    heat.add(reports);
    void draw();
  });
  const observer = new ResizeObserver(() => isMade && figure.clientWidth && Plotly.Plots.resize(figure));
  observer.observe(figure);

  async function draw() {
    if (!kind) return;
    const [loaded] = await Promise.all([loadPlotly(), shownWithWidth(figure)]);
    if (!kind) return;
    Plotly ??= untilFreed(loaded);
    const strip = heat.strip();
    const { traces, title } = tracesOf(kind, all(), strip, theme().text);
    const heatText = strip.y.length ? heatWords(strip.y.length, heat.dimensions()) : "There is no KL yet.";
    words.textContent = kind === "heat" ? heatText : "";
    words.hidden = !words.textContent;
    const axis = { zeroline: false, tickfont: { size: 11 }, nticks: 5 };
    const margin = { ...MARGIN, t: kind === "stacked" ? LEGEND : MARGIN.t };
    const layout = {
      autosize: true,
      margin,
      hovermode: "closest",
      dragmode: false,
      showlegend: kind === "stacked",
      legend: {
        orientation: "h",
        x: 0,
        xanchor: "left",
        y: 1,
        yanchor: "bottom",
        font: { size: 11 },
        bgcolor: "rgba(0,0,0,0)",
      },
      ...horizontal(kind === "stacked", { ...axis, nticks: 8, rangemode: kind === "heat" ? "normal" : "tozero" }),
      yaxis: {
        ...axis,
        title: { text: title, font: { size: 11 } },
        ...(kind === "heat" ? { type: "category", autorange: "reversed", showgrid: false } : { rangemode: "tozero" }),
      },
    };
    await Plotly.react(figure, traces, layout, { ...CONFIG, displayModeBar: false });
    isMade = true;
    if (!kind) return; // another tab was opened meanwhile, or the view is destroyed
    await Plotly.relayout(figure, {
      ...colours(theme(), ["xaxis", "yaxis", ...(kind === "stacked" ? ["xaxis2"] : [])]),
      "font.family": getComputedStyle(place).fontFamily,
      margin, // `colours` has that of the large curves, which cuts the numbers of the epochs here
    });
  }

  return {
    figure,
    /** @param {Kind | null} next null: another tab is open */
    show(next) {
      kind = next;
      void draw();
    },
    /** @param {Report[]} reports */
    add: (reports) => waiting.add(reports),
    clear() {
      waiting.clear();
      heat.clear();
      void draw();
    },
    recolour: () => void draw(),
    destroy() {
      kind = null;
      waiting.clear();
      observer.disconnect();
      if (Plotly) void Plotly.end(figure);
    },
  };
}

function element() {
  return Object.assign(document.createElement("div"), { className: "live-tabfigure" });
}
