/** The curves of a training, by Plotly: new points are appended, so a zoom stays and nothing flickers. */

import { gathered, latest } from "./live_pace.js";
import { drawnMarks, drawnPointer, marksOf } from "./live_marks.js";
import { closeRange, CURVES, curvePoints, thinned } from "./live_points.js";

/** @typedef {import("./live_points.js").Points} Points */
/** @typedef {import("./live_points.js").Report} Report */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {{label: string, nats: number}} Baseline a dashed line beside the reconstruction */

const MOST_POINTS = 3000; // of a curve; beyond it every second one goes
const MOST_MARKERS = 60; // of a curve; beyond it they would run into one another
const NAMES = { reconstruction: "reconstruction", kl: "KL", elbo: "−ELBO at beta 1" };
const AXES = { reconstruction: "y", elbo: "y", kl: "y2" };
// No button that would send the figure to somebody's cloud.
const CONFIG = { displaylogo: false, showSendToCloud: false, plotlyServerURL: "", modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] };
const HEIGHT = { both: 430, one: 330 }; // pixels, with and without the KL below

/** @type {Promise<any> | null} */
let plotly = null;

/** Plotly as the Python package ships it, loaded once; a failed loading can be tried again. @returns {Promise<any>} */
function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => {
      plotly = null;
      reject(new Error("plotly.min.js could not be loaded"));
    };
    document.head.append(script);
  });
  return plotly;
}

/**
 * @param {HTMLElement} place @param {() => Theme} theme @param {Baseline[]} baselines
 * @param {() => void} onZoom told when a visitor zooms during a close-up, which ends it
 */
export async function liveCharts(place, theme, baselines, onZoom) {
  const Plotly = await loadPlotly();
  const count = CURVES.map(() => 0);
  const plain = layout(baselines);
  /** @type {import("./live_points.js").RunEvent[]} */
  let happened = [];
  let pointed = /** @type {number | null} */ (null);
  let [hasKl, isBare, hasMarkers, isClose] = [true, true, true, false];
  await Plotly.newPlot(place, CURVES.map((curve) => trace(curve, theme())), layout(baselines), CONFIG);
  await Plotly.relayout(place, { ...colours(theme()), "font.family": getComputedStyle(place).fontFamily });
  const observer = new ResizeObserver(() => place.clientWidth && Plotly.Plots.resize(place));
  observer.observe(place);
  const waiting = gathered(extend);
  const redraw = latest(async () => {
    const { shapes, annotations } = drawnMarks(marksOf(happened));
    const pointer = pointed === null ? [] : [drawnPointer(pointed, theme().primary)];
    await Plotly.relayout(place, { shapes: [...plain.shapes, ...shapes, ...pointer], annotations: [...plain.annotations, ...annotations] });
  });
  /** @type {any} */ (place).on("plotly_relayout", (/** @type {object} */ change) => {
    // Plotly names what a hand has changed like this, and what a program has changed "yaxis.range".
    if (!isClose || !("yaxis.range[0]" in change || "yaxis.autorange" in change)) return;
    isClose = false;
    onZoom();
  });
  return {
    /** @param {Report[]} reports */
    add: (reports) => waiting.add(reports),
    clear() {
      waiting.clear();
      replace(CURVES.map(() => ({ x: [], y: [] })));
      mark([]);
    },
    /** Mark the moment that the time machine shows; null: none. @param {number | null} epoch */
    point(epoch) {
      if (epoch === pointed) return;
      pointed = epoch;
      void redraw(null);
    },
    mark: (/** @type {import("./live_points.js").RunEvent[]} */ events) => mark([...happened, ...events]),
    recolour: () => Plotly.update(place, { "line.color": CURVES.map(({ key }) => colourOfCurve(key, theme())) }, colours(theme())),
    /** Show what the curves do now, without the dashed lines far from them, or everything. @param {boolean} is */
    closeUp(is) {
      isClose = is;
      if (is) approach();
      else Plotly.relayout(place, { "yaxis.autorange": true });
    },
    destroy() {
      waiting.clear();
      observer.disconnect();
      Plotly.purge(place);
    },
  };

  /** @param {import("./live_points.js").RunEvent[]} events all of them */
  function mark(events) {
    happened = events;
    void redraw(null);
  }

  /** @param {Report[]} reports */
  function extend(reports) {
    if (count.every((length) => !length) && hasKl !== reports.some(isWithKl)) showKl(!hasKl);
    const points = curvePoints(reports);
    const fresh = points.flatMap(({ x }, index) => (x.length ? [index] : []));
    if (!fresh.length) return;
    fresh.forEach((index) => (count[index] += points[index].x.length));
    if (Math.max(...count) > MOST_POINTS) replace(joined(points));
    else Plotly.extendTraces(place, { x: fresh.map((index) => points[index].x), y: fresh.map((index) => points[index].y) }, fresh);
    dress(validated());
    if (isClose) approach();
  }

  /** The legend shows the thick curves as soon as there are any; long ones lose their points. @param {number} length of the validation's curves */
  function dress(length) {
    if (isBare && length) Plotly.restyle(place, { showlegend: CURVES.map(({ split }) => split === "validation") });
    if (hasMarkers && length > MOST_MARKERS) Plotly.restyle(place, { mode: "lines" });
    [isBare, hasMarkers] = [isBare && !length, hasMarkers && length <= MOST_MARKERS];
  }

  function drawn() {
    return /** @type {{data: Points[]}} */ (/** @type {any} */ (place)).data;
  }

  function approach() {
    const range = closeRange(drawn().filter((_, index) => AXES[CURVES[index].key] === "y"));
    if (range) Plotly.relayout(place, { "yaxis.range": range });
  }

  function validated() {
    return Math.max(...CURVES.map(({ split }, index) => (split === "validation" ? count[index] : 0)));
  }

  /** What is drawn and what came, thinned. @param {Points[]} points */
  function joined(points) {
    return drawn().map(({ x, y }, index) => thinned({ x: [...x, ...points[index].x], y: [...y, ...points[index].y] }, MOST_POINTS / 2));
  }

  /** @param {Points[]} curves */
  function replace(curves) {
    curves.forEach(({ x }, index) => (count[index] = x.length));
    Plotly.restyle(place, { x: curves.map(({ x }) => x), y: curves.map(({ y }) => y) });
  }

  /** A model without a KL gets no empty axes for it. @param {boolean} is */
  function showKl(is) {
    hasKl = is;
    place.style.minHeight = `${is ? HEIGHT.both : HEIGHT.one}px`;
    Plotly.update(place, { visible: CURVES.map(({ key }) => is || key === "reconstruction") }, {
      height: is ? HEIGHT.both : HEIGHT.one, "yaxis.domain": [is ? 0.38 : 0, 1], "yaxis2.visible": is, "yaxis2.domain": [0, is ? 0.3 : 0.001], "xaxis.anchor": is ? "y2" : "y",
    });
  }
}

/** @param {Report} report */
const isWithKl = ({ train, validation }) => (train ?? validation)?.kl != null;

/** The headline is drawn in the text's own colour. @param {keyof typeof NAMES} key @param {Theme} theme */
const colourOfCurve = (key, { text }) => ({ reconstruction: "#3f90da", kl: "#e76300", elbo: text })[key];

/** @param {typeof CURVES[number]} curve @param {Theme} theme */
function trace({ key, split }, theme) {
  const isTrain = split === "train";
  return {
    x: [], y: [], yaxis: AXES[key], name: NAMES[key], legendgroup: key, showlegend: isTrain, mode: isTrain ? "lines" : "lines+markers",
    line: { color: colourOfCurve(key, theme), width: isTrain ? 1.1 : 2.2 }, marker: { size: 5 }, opacity: isTrain ? 0.7 : 1,
    hovertemplate: `%{y:.2f} nats at epoch %{x:.2f}<extra>${NAMES[key]}, ${split}</extra>`,
  };
}

/** @param {Baseline[]} baselines */
function layout(baselines) {
  const axis = { zeroline: false, automargin: true, title: { standoff: 8, font: { size: 13 } } };
  return {
    autosize: true, height: HEIGHT.both, margin: { l: 60, r: 10, t: 26, b: 44 }, hovermode: "closest", uirevision: "kept",
    legend: { orientation: "h", y: 1, yanchor: "bottom", x: 0, font: { size: 13 }, bgcolor: "rgba(0,0,0,0)" },
    xaxis: { ...axis, title: { ...axis.title, text: "epoch" }, anchor: "y2", rangemode: "tozero" },
    yaxis: { ...axis, title: { ...axis.title, text: "nats per image" }, domain: [0.38, 1] },
    yaxis2: { ...axis, title: { ...axis.title, text: "KL, nats" }, domain: [0, 0.3], rangemode: "tozero" },
    shapes: baselines.map(({ nats }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: nats, y1: nats, line: { dash: "dash", width: 1.2, color: "#8a97a5" } })),
    annotations: baselines.map(({ label, nats }) => ({ text: `${label}, ${nats.toFixed(1)}`, xref: "paper", x: 1, xanchor: "right", yref: "y", y: nats, yanchor: "bottom", showarrow: false, font: { size: 12 } })),
  };
}

/** What the theme decides, for Plotly.relayout. @param {Theme} theme */
function colours({ text, background, ink }) {
  const [grid, line] = [0.1, 0.3].map((alpha) => `rgba(${ink.join(",")},${alpha})`);
  const axes = ["xaxis", "yaxis", "yaxis2"].flatMap((axis) => [[`${axis}.gridcolor`, grid], [`${axis}.linecolor`, line]]);
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", "font.color": text,
    "hoverlabel.bgcolor": background, "hoverlabel.font.color": text,
    "modebar.color": `rgba(${ink.join(",")},0.35)`, "modebar.activecolor": text, "modebar.bgcolor": "rgba(0,0,0,0)",
    ...Object.fromEntries(axes),
  };
}
