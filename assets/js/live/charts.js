/**
 * The curves of a training, by Plotly: new points are appended, so a zoom stays and nothing flickers. They are also the
 * ruler of the time machine.
 */

import { curveTraces } from "./curve_traces.js";
import { colours, CONFIG, layout, lines, panelLayout, trace } from "./figure.js";
import { gathered, latest } from "../shared/pace.js";
import { untilDestroyed } from "../shared/until_destroyed.js";
import { drawnMarks, drawnPointer, marksOf } from "./marks.js";
import { loadPlotly, shownWithWidth, untilFreed } from "../shared/plotly.js";
import { CURVES } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/** @typedef {import("../shared/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Baseline} Baseline */
/**
 * @typedef {object} Over what lies over the curves
 * @property {import("./points.js").RunEvent[]} happened
 * @property {Baseline[]} dashed
 * @property {number | null} pointed the epoch that the time machine shows; null: none
 * @property {boolean} hasKl whether there is a panel of the KL
 */
/**
 * @typedef {object} Told
 * @property {() => void} zoomed a visitor zooms during a close-up, which ends it
 * @property {(epoch: number) => void} pointed a visitor points at a moment
 * @property {(hasKl: boolean) => void} arranged the panels are made for curves with or without a KL
 */

const WIDE = 700; // pixels from which the panels stand side by side
const ALL = CURVES.map((_, index) => index);

/**
 * @param {HTMLElement} place
 * @param {() => Theme} theme
 * @param {Told} told
 */
export async function liveCharts(place, theme, told) {
  const [loaded] = await Promise.all([loadPlotly(), shownWithWidth(place)]);
  const Plotly = untilFreed(loaded);
  /** @type {import("./points.js").RunEvent[]} */
  let happened = [];
  /** @type {Baseline[]} */
  let dashed = [];
  let pointed = /** @type {number | null} */ (null);
  let [isClose, hasKl, isWide] = [false, true, place.clientWidth >= WIDE]; // what the panels are made for
  await Plotly.newPlot(
    place,
    CURVES.map((curve) => trace(curve, theme())),
    layout(isWide),
    CONFIG,
  );
  await Plotly.relayout(place, { ...colours(theme()), "font.family": getComputedStyle(place).fontFamily });
  const traces = curveTraces(Plotly, place);
  const observer = new ResizeObserver(() => place.clientWidth && (arrange(hasKl), Plotly.Plots.resize(place)));
  observer.observe(place);
  const waiting = gathered(extend);
  const redraw = latest(() => Plotly.relayout(place, drawnOver({ happened, dashed, pointed, hasKl }, theme())));
  /** @type {any} */ (place).on("plotly_relayout", (/** @type {object} */ change) => {
    // Plotly names what a hand has changed like this, and what a program has changed "yaxis.range".
    if (!isClose || !("yaxis.range[0]" in change || "yaxis.autorange" in change)) return;
    isClose = false;
    told.zoomed();
  });
  const stopPointing = pointing(place, told.pointed);
  return untilDestroyed({
    /** @param {Report[]} reports */
    add: (reports) => waiting.add(reports),
    /**
     * Another run, or the same one from its start.
     * @param {Baseline[]} baselines
     */
    clear(baselines) {
      waiting.clear();
      dashed = baselines;
      traces.clear();
      arrange(true);
      mark([]);
    },
    /**
     * Mark the moment that the time machine shows; null: none.
     * @param {number | null} epoch
     */
    point(epoch) {
      if (epoch === pointed) return;
      pointed = epoch;
      void redraw(null);
    },
    mark: (/** @type {import("./points.js").RunEvent[]} */ events) => mark([...happened, ...events]),
    recolour: () => (traces.recolour(theme()), void redraw(null)),
    /**
     * Show what the curves do now, without the dashed lines far from them, or everything.
     * @param {boolean} is
     */
    closeUp(is) {
      isClose = is;
      if (is) approach();
      else Plotly.relayout(place, { "yaxis.autorange": true });
    },
    destroy() {
      waiting.clear();
      stopPointing();
      observer.disconnect();
      void Plotly.end(place);
    },
  });

  /** @param {import("./points.js").RunEvent[]} events all of them */
  function mark(events) {
    happened = events;
    waiting.hurry(); // somebody looks for the effect of the newest
    void redraw(null);
  }

  /** @param {Report[]} reports */
  function extend(reports) {
    if (traces.isEmpty()) arrange(reports.some(isWithKl));
    if (traces.extend(reports) && isClose) approach();
  }

  /**
   * Panels for what there is.
   * @param {boolean} isWith a KL
   */
  function arrange(isWith) {
    const wide = place.clientWidth >= WIDE;
    if (isWith === hasKl && wide === isWide) return;
    [hasKl, isWide] = [isWith, wide];
    told.arranged(hasKl);
    void redraw(null);
    Plotly.update(
      place,
      { visible: CURVES.map(({ key }) => hasKl || key === "reconstruction") },
      panelLayout(hasKl, isWide),
      ALL,
    );
  }

  function approach() {
    const range = traces.closeRange();
    if (range) Plotly.relayout(place, { "yaxis.range": range });
  }
}

/**
 * Returns the dashed lines, marks and pointer over the curves.
 * @param {Over} over
 * @param {Theme} theme
 */
function drawnOver({ happened, dashed, pointed, hasKl }, theme) {
  const { shapes, annotations } = drawnMarks(marksOf(happened), hasKl);
  const plain = lines(dashed, hasKl, theme.scale);
  const pointer = pointed === null ? [] : drawnPointer(pointed, theme.primary, hasKl);
  return {
    shapes: [...plain.shapes, ...shapes, ...pointer],
    annotations: [...plain.annotations, ...annotations],
  };
}

const SIDEWAYS = 8; // pixels: a finger that moves so far sideways points, one that moves down scrolls the page

/**
 * Reports the epoch below a pressed pointer as it moves over either panel. A finger points where it taps, or as it
 * moves sideways.
 * @param {HTMLElement} place
 * @param {(epoch: number) => void} told
 * @returns {() => void}
 */
function pointing(place, told) {
  let [isDown, start] = [false, 0];
  /** @param {PointerEvent} event */
  const tell = (event) => {
    const { xaxis, xaxis2 } = /** @type {any} */ (place)._fullLayout;
    const x = event.clientX - place.getBoundingClientRect().left;
    const axis = [xaxis, xaxis2].find(
      (one) => one?._length > 10 && x >= one._offset - 4 && x <= one._offset + one._length + 4,
    );
    if (axis) told(axis.p2d(x - axis._offset));
  };
  const down = (/** @type {PointerEvent} */ event) => {
    if (event.button || !(/** @type {Element} */ (event.target).closest(".draglayer"))) return;
    [isDown, start] = [true, event.clientX];
    if (event.pointerType !== "touch") tell(event);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (isDown && (event.pointerType !== "touch" || Math.abs(event.clientX - start) > SIDEWAYS)) tell(event);
  };
  const up = (/** @type {PointerEvent} */ event) => {
    if (isDown && event.pointerType === "touch") tell(event);
    isDown = false;
  };
  const cancelled = () => void (isDown = false);
  const heard = /** @type {[EventTarget, string, any][]} */ ([
    [place, "pointerdown", down],
    [window, "pointermove", move],
    [window, "pointerup", up],
    [window, "pointercancel", cancelled],
  ]);
  heard.forEach(([target, name, action]) => target.addEventListener(name, action));
  return () => heard.forEach(([target, name, action]) => target.removeEventListener(name, action));
}

/** @param {Report} report */
const isWithKl = ({ train, validation }) => typeof (train ?? validation)?.kl === "number";
