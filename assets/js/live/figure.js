/** The Plotly layout of the curves: two panels with axes of epochs, traces, colours. Pure. */

/** @typedef {import("../shared/theme.js").Theme} Theme */
/** @typedef {{label: string, nats: number}} Baseline a dashed line beside the reconstruction */

export const CURVE_NAMES = { reconstruction: "reconstruction", kl: "KL", elbo: "-ELBO at beta 1" };
const AXES = { reconstruction: "", elbo: "", kl: "2" };
export const COLOURS = { reconstruction: "#3f90da", kl: "#e76300", speed: "#94a4a2" };
// No button that would send the figure to a cloud service.
export const CONFIG = {
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
  doubleClick: "reset",
};
const MARGIN = { l: 52, r: 44, t: 20, b: 20 }; // pixels
const GAP = 0.085; // of the width, between the panels: the second one's numbers are there

/**
 * The share of the width and of the height that each panel has: the loss, and the KL beside it, or below it where it is
 * narrow. A model without a KL gets no empty axes for it. Pure.
 * @param {boolean} hasKl
 * @param {boolean} isWide
 */
export function panels(hasKl, isWide) {
  if (!hasKl) return { loss: { x: [0, 1], y: [0, 1] }, kl: { x: [0.999, 1], y: [0, 0.001] } };
  if (isWide) return { loss: { x: [0, 0.6 - GAP], y: [0, 1] }, kl: { x: [0.6, 1], y: [0, 1] } };
  return { loss: { x: [0, 1], y: [0.44, 1] }, kl: { x: [0, 1], y: [0, 0.32] } };
}

/**
 * The same, for Plotly.relayout.
 * @param {boolean} hasKl
 * @param {boolean} isWide
 */
export function panelLayout(hasKl, isWide) {
  const { loss, kl } = panels(hasKl, isWide);
  const show = Object.fromEntries(["xaxis2.visible", "yaxis2.visible"].map((name) => [name, hasKl]));
  return { "xaxis.domain": loss.x, "yaxis.domain": loss.y, "xaxis2.domain": kl.x, "yaxis2.domain": kl.y, ...show };
}

/**
 * The headline is drawn in the text's own colour.
 * @param {keyof typeof CURVE_NAMES} key
 * @param {Theme} theme
 */
export const colourOfCurve = (key, { text }) => (key === "elbo" ? text : COLOURS[key]);

/**
 * @param {(typeof import("./points.js").CURVES)[number]} curve
 * @param {Theme} theme
 */
export function trace({ key, split }, theme) {
  const isTrain = split === "train";
  const title = `${CURVE_NAMES[key]}, ${isTrain ? "training" : split}`;
  return {
    x: [],
    y: [],
    xaxis: `x${AXES[key]}`,
    yaxis: `y${AXES[key]}`,
    name: CURVE_NAMES[key],
    mode: isTrain ? "lines" : "lines+markers",
    line: { color: colourOfCurve(key, theme), width: isTrain ? 1.1 : 2.2 },
    marker: { size: 5 },
    opacity: isTrain ? 0.7 : 1,
    hovertemplate: `${title}: %{y:.2f} nats at epoch %{x:.2f}<extra></extra>`,
  };
}

/**
 * The dashed lines beside the loss, with their words, and what the horizontal axes are.
 * @param {Baseline[]} baselines
 * @param {boolean} [hasKl]
 * @param {number} [scale] of the letters
 */
export const lines = (baselines, hasKl = true, scale = 1) => ({
  shapes: baselines.map(({ nats }) => ({
    type: "line",
    xref: "x domain",
    x0: 0,
    x1: 1,
    yref: "y",
    y0: nats,
    y1: nats,
    line: { dash: "dash", width: 1.2, color: "#8a97a5" },
  })),
  annotations: [
    ...baselines.map(({ label, nats }) => ({
      text: `${label}, ${nats.toFixed(1)}`,
      xref: "x domain",
      x: 1,
      xanchor: "right",
      yref: "y",
      y: nats,
      yanchor: "bottom",
      showarrow: false,
      font: { size: Math.round(11 * scale) },
    })),
    ...(hasKl ? ["", "2"] : [""]).map((panel) => ({
      text: "epoch",
      xref: `x${panel} domain`,
      x: 1.01,
      xanchor: "left",
      yref: `y${panel} domain`,
      y: 0,
      yanchor: "middle",
      showarrow: false,
      font: { size: Math.round(11 * scale) },
    })),
  ],
});

/** @param {boolean} isWide */
export function layout(isWide) {
  const { loss, kl } = panels(true, isWide);
  const axis = {
    zeroline: false,
    title: { font: { size: 12 }, standoff: 4 },
    tickfont: { size: 11 },
    nticks: 5,
  };
  const epochs = { ...axis, nticks: 8, rangemode: "tozero" };
  return {
    autosize: true,
    margin: MARGIN,
    hovermode: "closest",
    uirevision: "kept",
    dragmode: false,
    showlegend: false,
    xaxis: { ...epochs, domain: loss.x, anchor: "y" },
    yaxis: { ...axis, title: { ...axis.title, text: "nats per image" }, domain: loss.y, anchor: "x" },
    xaxis2: { ...epochs, domain: kl.x, anchor: "y2", matches: "x" },
    yaxis2: { ...axis, title: { ...axis.title, text: "KL, nats" }, domain: kl.y, anchor: "x2", rangemode: "tozero" },
  };
}

/**
 * Returns the colours of the theme and the sizes of the letters, for Plotly.relayout.
 * @param {Theme} theme
 * @param {string[]} [names] of the axes
 */
export function colours({ text, background, ink, scale }, names = ["xaxis", "yaxis", "xaxis2", "yaxis2"]) {
  const [grid, line] = [0.1, 0.3].map((alpha) => `rgba(${ink.join(",")},${alpha})`);
  const axes = names.flatMap((axis) => [
    [`${axis}.gridcolor`, grid],
    [`${axis}.linecolor`, line],
    [`${axis}.tickfont.size`, Math.round(11 * scale)],
    [`${axis}.title.font.size`, Math.round(12 * scale)],
  ]);
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    "font.color": text,
    "legend.font.size": Math.round(12 * scale),
    margin: Object.fromEntries(Object.entries(MARGIN).map(([side, pixels]) => [side, Math.round(pixels * scale)])),
    "hoverlabel.bgcolor": background,
    "hoverlabel.font.color": text,
    "modebar.color": `rgba(${ink.join(",")},0.35)`,
    "modebar.activecolor": text,
    "modebar.bgcolor": "rgba(0,0,0,0)",
    ...Object.fromEntries(axes),
  };
}
