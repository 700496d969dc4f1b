/** How the curves of a training look to Plotly: panels below one another with one axis of epochs, traces, colours. Pure. */

import { CURVES } from "./points.js";

/** @typedef {import("../shared/theme.js").Theme} Theme */
/** @typedef {{label: string, nats: number}} Baseline a dashed line beside the reconstruction */

export const NAMES = { reconstruction: "reconstruction", kl: "KL", elbo: "−ELBO at beta 1", speed: "images/s" };
export const AXES = { reconstruction: "y", elbo: "y", kl: "y2", speed: "y4" };
export const HEAT = CURVES.length; // the place of the heat strip among the traces
// No button that would send the figure to somebody's cloud.
export const CONFIG = { displaylogo: false, showSendToCloud: false, plotlyServerURL: "", modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] };
const MARGIN = { l: 60, r: 10, t: 26, b: 44 }; // pixels, as all heights below
const [TERMS, KL, SPEED, GAP] = [222, 96, 56, 24];
const ROW = { each: 13, least: 26, most: 224 };
const MOST_NAMED = 17; // rows that each have their name beside them
const SCALE = "Viridis";

/**
 * The figure's height and what share of it each panel has: terms, KL, its heat strip, images/s, from top to bottom.
 * A model without a KL gets no empty axes for it.
 * @param {boolean} hasKl @param {number} rows of the strip
 */
export function panels(hasKl, rows) {
  const strip = rows ? Math.min(ROW.most, Math.max(ROW.least, rows * ROW.each)) : 0;
  const heights = [TERMS, ...(hasKl ? [KL, strip] : [0, 0]), SPEED];
  const inner = heights.reduce((sum, height) => sum + (height ? height + GAP : 0), -GAP);
  let top = inner;
  const domains = heights.map((height) => {
    const domain = [Math.max(0, (top - height) / inner), top / inner];
    if (height) top -= height + GAP;
    return height ? domain : [0, 0.001];
  });
  return { height: inner + MARGIN.t + MARGIN.b, domains, has: heights.map((height) => height > 0) };
}

/** The same, for Plotly.relayout. @param {boolean} hasKl @param {number} rows */
export function panelLayout(hasKl, rows) {
  const { height, domains, has } = panels(hasKl, rows);
  const axes = ["yaxis", "yaxis2", "yaxis3", "yaxis4"].flatMap((axis, at) => [[`${axis}.domain`, domains[at]], [`${axis}.visible`, has[at]]]);
  // Plotly would keep the width of this moment, too: null lets it follow the page.
  return { height, width: null, "yaxis3.dtick": rows <= MOST_NAMED ? 1 : null, ...Object.fromEntries(axes) };
}

/** The headline is drawn in the text's own colour. @param {keyof typeof NAMES} key @param {Theme} theme */
export const colourOfCurve = (key, { text }) => ({ reconstruction: "#3f90da", kl: "#e76300", elbo: text, speed: "#94a4a2" })[key];

/** @param {typeof CURVES[number]} curve @param {Theme} theme */
export function trace({ key, split }, theme) {
  const isTrain = split === "train";
  const words = key === "speed" ? "%{y:,.0f} images/s" : "%{y:.2f} nats";
  return {
    x: [], y: [], yaxis: AXES[key], name: NAMES[key], legendgroup: key, showlegend: isTrain && key !== "speed", mode: isTrain ? "lines" : "lines+markers",
    line: { color: colourOfCurve(key, theme), width: isTrain ? 1.1 : 2.2 }, marker: { size: 5 }, opacity: isTrain ? 0.7 : 1,
    hovertemplate: `${words} at epoch %{x:.2f}<extra>${key === "speed" ? "" : `${NAMES[key]}, ${split}`}</extra>`,
  };
}

/** The heat strip; its colours begin at 0 nats. */
export function heatTrace() {
  return {
    type: "heatmap", x: [], y: [], z: [], yaxis: "y3", zmin: 0, zmax: 1, colorscale: SCALE, showscale: false, showlegend: false,
    hovertemplate: "KL of %{y}: %{z:.2f} nats at epoch %{x:.2f}<extra></extra>",
  };
}

/** @param {Baseline[]} baselines */
export function layout(baselines) {
  const { height, domains } = panels(true, 0);
  const axis = { zeroline: false, automargin: true, title: { standoff: 8, font: { size: 13 } } };
  const panel = (/** @type {string} */ text, /** @type {number} */ at) => ({ ...axis, title: { ...axis.title, text }, domain: domains[at] });
  return {
    autosize: true, height, margin: MARGIN, hovermode: "closest", uirevision: "kept",
    legend: { orientation: "h", y: 1, yanchor: "bottom", x: 0, font: { size: 13 }, bgcolor: "rgba(0,0,0,0)" },
    xaxis: { ...axis, title: { ...axis.title, text: "epoch" }, anchor: "y4", rangemode: "tozero" },
    yaxis: panel("nats per image", 0),
    yaxis2: { ...panel("KL, nats", 1), rangemode: "tozero" },
    yaxis3: { ...axis, domain: domains[2], type: "category", autorange: "reversed", fixedrange: true, visible: false, showgrid: false },
    yaxis4: { ...panel("images/s", 3), rangemode: "tozero", nticks: 3, fixedrange: true },
    shapes: baselines.map(({ nats }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: nats, y1: nats, line: { dash: "dash", width: 1.2, color: "#8a97a5" } })),
    annotations: baselines.map(({ label, nats }) => ({ text: `${label}, ${nats.toFixed(1)}`, xref: "paper", x: 1, xanchor: "right", yref: "y", y: nats, yanchor: "bottom", showarrow: false, font: { size: 12 } })),
  };
}

/** What the theme decides, for Plotly.relayout. @param {Theme} theme */
export function colours({ text, background, ink }) {
  const [grid, line] = [0.1, 0.3].map((alpha) => `rgba(${ink.join(",")},${alpha})`);
  const axes = ["xaxis", "yaxis", "yaxis2", "yaxis3", "yaxis4"].flatMap((axis) => [[`${axis}.gridcolor`, grid], [`${axis}.linecolor`, line]]);
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", "font.color": text,
    "hoverlabel.bgcolor": background, "hoverlabel.font.color": text,
    "modebar.color": `rgba(${ink.join(",")},0.35)`, "modebar.activecolor": text, "modebar.bgcolor": "rgba(0,0,0,0)",
    ...Object.fromEntries(axes),
  };
}
