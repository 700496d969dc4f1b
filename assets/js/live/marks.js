/** The marks on the curves: events of a training. Pure. */

import { significant } from "./points.js";

/** @typedef {import("./points.js").RunEvent} RunEvent */
/** @typedef {{x: number, words: string}} Mark */

const NEAR = 0.02; // of the epochs so far: about the height of a line of words
const MOST_NAMED = 24; // of the newest; older ones keep their line

/**
 * Returns an event in two or three words; empty if it needs no mark.
 * @param {RunEvent} event
 */
export function eventWords({ event, value }) {
  if (event === "beta") return `beta ${significant(Number(value))}`;
  if (event === "learning_rate") return `rate ${significant(Number(value), 2)}`;
  if (event === "beta_schedule") return `beta ${String(value).replace("_", "-")}`;
  if (event === "extend") return `+${value} epochs`;
  return { pause: "pause", stop: "stop", recovered: "went on after a break", resumed: "taken up again" }[event] ?? "";
}

/**
 * One mark for all that happened at one place of the curves, or so near that their words would meet, in their order.
 * @param {RunEvent[]} events
 * @returns {Mark[]}
 */
export function marksOf(events) {
  const near = NEAR * Math.max(0, ...events.map(({ epoch }) => epoch));
  /** @type {Map<number, string[]>} */
  const places = new Map();
  for (const event of events) {
    const words = eventWords(event);
    if (!words) continue;
    const place = [...places.keys()].find((known) => Math.abs(known - event.epoch) <= near) ?? event.epoch;
    // Of several changes of one setting in one place the last one counts.
    const others = (places.get(place) ?? []).filter((known) => known.split(" ")[0] !== words.split(" ")[0]);
    places.set(place, [...others, words]);
  }
  return [...places].sort(([a], [b]) => a - b).map(([x, words]) => ({ x, words: words.join(", ") }));
}

/**
 * A vertical line through the panels.
 * @param {number} x epoch
 * @param {boolean} isTwice over the KL's panel, too
 * @param {object} more
 */
const verticals = (x, isTwice, more) =>
  ["", ...(isTwice ? ["2"] : [])].map((panel) => ({
    type: "line",
    xref: `x${panel}`,
    x0: x,
    x1: x,
    yref: `y${panel} domain`,
    y0: 0,
    y1: 1,
    ...more,
  }));

/**
 * The marks as Plotly draws them: a dotted line each, and words at the newest. The words are in the panel of the KL,
 * where no reference line has a label; without that panel they are half-way up.
 * @param {Mark[]} marks
 * @param {boolean} [hasKl]
 */
export function drawnMarks(marks, hasKl = false) {
  const line = { dash: "dot", width: 1.2, color: "#832db6" };
  return {
    shapes: marks.flatMap(({ x }) => verticals(x, hasKl, { line })),
    annotations: marks.slice(-MOST_NAMED).map(({ x, words }) => ({
      text: words,
      xref: hasKl ? "x2" : "x",
      x,
      xanchor: "left",
      yref: hasKl ? "y2 domain" : "y domain",
      y: hasKl ? 1 : 0.5,
      yanchor: hasKl ? "top" : "middle",
      textangle: 90,
      showarrow: false,
      font: { size: 11 },
    })),
  };
}

/**
 * The moment that the time machine shows, as Plotly draws it.
 * @param {number} x epoch
 * @param {string} color
 * @param {boolean} [hasKl]
 */
export const drawnPointer = (x, color, hasKl = false) =>
  verticals(x, hasKl, { name: "time machine", line: { width: 2.5, color } });
