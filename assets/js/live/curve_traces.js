/** The traces of the curves in a Plotly figure: new points are appended, long curves thinned. */

import { colourOfCurve, colours } from "./figure.js";
import { closeRange, CURVES, curvePoints, thinned } from "./points.js";

/** @typedef {import("./points.js").Points} Points */

const MOST_POINTS = 3000; // of a curve; beyond it every second one goes
const MOST_MARKERS = 60; // of a curve; beyond it they would run into one another
const ALL = CURVES.map((_, index) => index);

/**
 * @param {any} Plotly
 * @param {HTMLElement} place of the figure
 */
export function curveTraces(Plotly, place) {
  const count = CURVES.map(() => 0);
  let hasMarkers = true;
  const drawn = () => /** @type {{data: Points[]}} */ (/** @type {any} */ (place)).data;
  const validated = () => Math.max(...CURVES.map(({ split }, index) => (split === "validation" ? count[index] : 0)));

  /** @param {Points[]} curves */
  function replace(curves) {
    curves.forEach(({ x }, index) => (count[index] = x.length));
    Plotly.restyle(place, { x: curves.map(({ x }) => x), y: curves.map(({ y }) => y) }, ALL);
  }

  /**
   * Returns the drawn points and the new ones, thinned.
   * @param {Points[]} points
   */
  const joined = (points) =>
    points.map(({ x, y }, index) =>
      thinned({ x: [...drawn()[index].x, ...x], y: [...drawn()[index].y, ...y] }, MOST_POINTS / 2),
    );

  /**
   * Long curves lose their markers.
   * @param {number} length of the validation's curves
   */
  function dress(length) {
    if (hasMarkers && length > MOST_MARKERS) Plotly.restyle(place, { mode: "lines" }, ALL);
    hasMarkers &&= length <= MOST_MARKERS;
  }

  return {
    isEmpty: () => count.every((length) => !length),
    /**
     * Appends the points of new reports; returns whether there were any.
     * @param {import("./points.js").Report[]} reports
     */
    extend(reports) {
      const points = curvePoints(reports);
      const fresh = points.flatMap(({ x }, index) => (x.length ? [index] : []));
      if (!fresh.length) return false;
      fresh.forEach((index) => (count[index] += points[index].x.length));
      const added = { x: fresh.map((index) => points[index].x), y: fresh.map((index) => points[index].y) };
      if (Math.max(...count) > MOST_POINTS) replace(joined(points));
      else Plotly.extendTraces(place, added, fresh);
      dress(validated());
      return true;
    },
    clear() {
      replace(CURVES.map(() => ({ x: [], y: [] })));
      const mode = CURVES.map(({ split }) => (split === "train" ? "lines" : "lines+markers"));
      Plotly.restyle(place, { mode }, ALL);
      hasMarkers = true;
    },
    /** @param {import("../shared/theme.js").Theme} theme */
    recolour: (theme) =>
      Plotly.update(place, { "line.color": CURVES.map(({ key }) => colourOfCurve(key, theme)) }, colours(theme), ALL),
    /** Returns the range of the losses in the second half of the training, null without any. */
    closeRange: () => closeRange(drawn().filter((_, index) => CURVES[index].key !== "kl")),
  };
}
