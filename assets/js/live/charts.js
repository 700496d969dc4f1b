/** The curves of a training, by Plotly: new points are appended, so a zoom stays and nothing flickers. */

import { AXES, colourOfCurve, colours, CONFIG, HEAT, heatTrace, layout, panelLayout, trace } from "./figure.js";
import { heatStrip, heatWords, mostNats } from "./heat.js";
import { gathered, latest } from "../shared/pace.js";
import { drawnMarks, drawnPointer, marksOf } from "./marks.js";
import { closeRange, CURVES, curvePoints, thinned } from "./points.js";

/** @typedef {import("./points.js").Points} Points */
/** @typedef {import("./points.js").Report} Report */
/** @typedef {import("../shared/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Baseline} Baseline */
/**
 * @typedef {object} Told
 * @property {() => void} zoomed a visitor zooms during a close-up, which ends it
 * @property {(words: string, nats: number) => void} heat what the heat strip shows, and where its colours end; no words: there is none
 */

const MOST_POINTS = 3000; // of a curve; beyond it every second one goes
const MOST_MARKERS = 60; // of a curve; beyond it they would run into one another
const ALL = CURVES.map((_, index) => index); // the curves among the traces

/** @type {Promise<any> | null} */
let plotly = null;

/** Plotly as the Python package ships it, loaded once; a failed loading can be tried again. @returns {Promise<any>} */
function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../../vendor/plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => {
      plotly = null;
      reject(new Error("plotly.min.js could not be loaded"));
    };
    document.head.append(script);
  });
  return plotly;
}

/** Resolves once the element has a width: Plotly would draw 700 pixels into a hidden one. @param {HTMLElement} place @returns {Promise<void>} */
const shownWithWidth = (place) =>
  new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (!place.clientWidth) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(place);
  });

/** @param {HTMLElement} place @param {() => Theme} theme @param {Baseline[]} baselines @param {Told} told */
export async function liveCharts(place, theme, baselines, told) {
  const [Plotly] = await Promise.all([loadPlotly(), shownWithWidth(place)]);
  const [count, plain, heat] = [CURVES.map(() => 0), layout(baselines), heatStrip()];
  /** @type {import("./points.js").RunEvent[]} */
  let happened = [];
  let pointed = /** @type {number | null} */ (null);
  let [isBare, hasMarkers, isClose] = [true, true, false];
  let [hasKl, rows] = [true, 0]; // what the panels are made for
  await Plotly.newPlot(place, [...CURVES.map((curve) => trace(curve, theme())), heatTrace()], layout(baselines), CONFIG);
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
    told.zoomed();
  });
  return {
    /** @param {Report[]} reports */
    add: (reports) => waiting.add(reports),
    clear() {
      waiting.clear();
      heat.clear();
      warm();
      replace(CURVES.map(() => ({ x: [], y: [] })));
      mark([]);
    },
    /** Mark the moment that the time machine shows; null: none. @param {number | null} epoch */
    point(epoch) {
      if (epoch === pointed) return;
      pointed = epoch;
      void redraw(null);
    },
    mark: (/** @type {import("./points.js").RunEvent[]} */ events) => mark([...happened, ...events]),
    recolour: () => Plotly.update(place, { "line.color": CURVES.map(({ key }) => colourOfCurve(key, theme())) }, colours(theme()), ALL),
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

  /** @param {import("./points.js").RunEvent[]} events all of them */
  function mark(events) {
    happened = events;
    void redraw(null);
  }

  /** @param {Report[]} reports */
  function extend(reports) {
    heat.add(reports);
    warm();
    arrange(count.every((length) => !length) ? reports.some(isWithKl) : hasKl);
    const points = curvePoints(reports);
    const fresh = points.flatMap(({ x }, index) => (x.length ? [index] : []));
    if (!fresh.length) return;
    fresh.forEach((index) => (count[index] += points[index].x.length));
    if (Math.max(...count) > MOST_POINTS) replace(joined(points));
    else Plotly.extendTraces(place, { x: fresh.map((index) => points[index].x), y: fresh.map((index) => points[index].y) }, fresh);
    dress(validated());
    if (isClose) approach();
  }

  /** Put the strip where Plotly finds it when it draws next: what is new in the curves makes it do so anyway. */
  function warm() {
    const strip = heat.strip();
    Object.assign(drawn()[HEAT], strip, { zmax: mostNats(strip) });
    told.heat(strip.y.length ? heatWords(strip.y.length, heat.dimensions()) : "", mostNats(strip));
  }

  /** Panels for what there is. @param {boolean} isWith a KL */
  function arrange(isWith) {
    const now = heat.strip().y.length;
    if (isWith === hasKl && now === rows) return;
    [hasKl, rows] = [isWith, now];
    const change = panelLayout(hasKl, rows);
    place.style.minHeight = `${change.height}px`;
    Plotly.update(place, { visible: CURVES.map(({ key }) => hasKl || key === "reconstruction" || key === "speed") }, change, ALL);
  }

  /** The legend shows the thick curves as soon as there are any; long ones lose their points. @param {number} length of the validation's curves */
  function dress(length) {
    if (isBare && length) Plotly.restyle(place, { showlegend: CURVES.map(({ split }) => split === "validation") }, ALL);
    if (hasMarkers && length > MOST_MARKERS) Plotly.restyle(place, { mode: "lines" }, ALL);
    [isBare, hasMarkers] = [isBare && !length, hasMarkers && length <= MOST_MARKERS];
  }

  /** The traces: the curves, then the heat strip. */
  function drawn() {
    return /** @type {{data: Points[]}} */ (/** @type {any} */ (place)).data;
  }

  function approach() {
    const range = closeRange(drawn().filter((_, index) => index < HEAT && AXES[CURVES[index].key] === "y"));
    if (range) Plotly.relayout(place, { "yaxis.range": range });
  }

  function validated() {
    return Math.max(...CURVES.map(({ split }, index) => (split === "validation" ? count[index] : 0)));
  }

  /** What is drawn and what came, thinned. @param {Points[]} points */
  function joined(points) {
    return points.map(({ x, y }, index) => thinned({ x: [...drawn()[index].x, ...x], y: [...drawn()[index].y, ...y] }, MOST_POINTS / 2));
  }

  /** @param {Points[]} curves */
  function replace(curves) {
    curves.forEach(({ x }, index) => (count[index] = x.length));
    Plotly.restyle(place, { x: curves.map(({ x }) => x), y: curves.map(({ y }) => y) }, ALL);
  }
}

/** @param {Report} report */
const isWithKl = ({ train, validation }) => (train ?? validation)?.kl != null;
