/** The curves of a training, by Plotly: new points are appended, so a zoom stays and nothing flickers. */

import { CURVES, curvePoints, thinned } from "./live_points.js";

const MOST_POINTS = 3000; // of a curve; beyond it every second one goes
const COLOURS = { reconstruction: "#3f90da", kl: "#e76300", elbo: "#832db6" };
const NAMES = { reconstruction: "Reconstruction", kl: "KL", elbo: "−ELBO at beta 1" };
const AXES = { reconstruction: "y", elbo: "y", kl: "y2" };

/** @type {Promise<any> | null} */
let plotly = null;

/** Plotly as the Python package ships it, loaded once. @returns {Promise<any>} */
function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => reject(new Error("plotly.min.js could not be loaded"));
    document.head.append(script);
  });
  return plotly;
}

/** @typedef {{label: string, nats: number}} Baseline a dashed line beside the reconstruction */

/**
 * @param {HTMLElement} place @param {import("./theme.js").Theme} theme @param {Baseline[]} baselines
 */
export async function liveCharts(place, theme, baselines) {
  const Plotly = await loadPlotly();
  const count = CURVES.map(() => 0);
  await Plotly.newPlot(place, CURVES.map(trace), layout(theme, baselines), { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] });
  return {
    /** @param {import("./live_points.js").Report[]} reports */
    add(reports) {
      const points = curvePoints(reports);
      const fresh = points.flatMap(({ x }, index) => (x.length ? [index] : []));
      if (!fresh.length) return;
      fresh.forEach((index) => (count[index] += points[index].x.length));
      const pick = (/** @type {"x" | "y"} */ axis) => fresh.map((index) => points[index][axis]);
      Plotly.extendTraces(place, { x: pick("x"), y: pick("y") }, fresh);
      if (Math.max(...count) > MOST_POINTS) thin();
    },
    clear: () => replace(CURVES.map(() => ({ x: [], y: [] }))),
    /** @param {import("./theme.js").Theme} changed */
    recolour: (changed) => Plotly.relayout(place, colours(changed)),
    destroy: () => Plotly.purge(place),
  };

  function thin() {
    const traces = /** @type {any} */ (place).data;
    replace(traces.map((/** @type {import("./live_points.js").Points} */ { x, y }) => thinned({ x, y }, MOST_POINTS / 2)));
  }

  /** @param {import("./live_points.js").Points[]} curves */
  function replace(curves) {
    curves.forEach(({ x }, index) => (count[index] = x.length));
    Plotly.restyle(place, { x: curves.map(({ x }) => x), y: curves.map(({ y }) => y) });
  }
}

/** @param {typeof CURVES[number]} curve */
function trace({ key, split }) {
  const isTrain = split === "train";
  return {
    x: [], y: [], yaxis: AXES[key], name: `${NAMES[key]}, ${split}`, legendgroup: key, mode: "lines",
    line: { color: COLOURS[key], width: isTrain ? 1.2 : 2.4, dash: isTrain ? "dot" : "solid" }, opacity: isTrain ? 0.75 : 1,
    hovertemplate: "%{y:.2f} nats at epoch %{x:.2f}<extra>%{fullData.name}</extra>",
  };
}

/** @param {import("./theme.js").Theme} theme @param {Baseline[]} baselines */
function layout(theme, baselines) {
  return {
    autosize: true, height: 420, margin: { l: 56, r: 12, t: 8, b: 44 }, hovermode: "closest", uirevision: "kept",
    legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0, font: { size: 12 } },
    grid: { rows: 2, columns: 1 },
    xaxis: { title: { text: "epoch" }, anchor: "y2", zeroline: false },
    yaxis: { title: { text: "nats per image" }, domain: [0.4, 1], zeroline: false },
    yaxis2: { title: { text: "KL, nats" }, domain: [0, 0.3], zeroline: false, rangemode: "tozero" },
    shapes: baselines.map(({ nats }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: nats, y1: nats, line: { dash: "dash", width: 1, color: "#8a97a5" } })),
    annotations: baselines.map(({ label, nats }) => ({ text: `${label}: ${nats.toFixed(1)}`, xref: "paper", x: 1, xanchor: "right", yref: "y", y: nats, yanchor: "bottom", showarrow: false, font: { size: 11 } })),
    ...colours(theme),
  };
}

/** @param {import("./theme.js").Theme} theme */
function colours({ text, ink }) {
  const grid = `rgba(${ink.join(",")},0.1)`;
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", "font.color": text,
    "xaxis.gridcolor": grid, "yaxis.gridcolor": grid, "yaxis2.gridcolor": grid,
  };
}
