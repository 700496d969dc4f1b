/** Panels of a plot in SVG, painted again as a whole while a person drags. */

import { svgElement } from "../shared/svg.js";
import { ticksBetween } from "../shared/numbers.js";

/** @typedef {readonly [number, number]} Range */
/**
 * @typedef {object} Frame the place and the scales of a panel
 * @property {Range} share of the plot's width, 0 to 1
 * @property {Range} x
 * @property {Range} y
 * @property {string} title
 * @property {string} [xName]
 * @property {string} [yName]
 * @property {boolean} [hasNoTicks] on the horizontal axis
 * @property {boolean} [hasNoHeights] no ticks on the vertical axis
 * @property {boolean} [isDecades] x is a logarithm to base 10, and the ticks are powers of 10
 * @property {boolean} [isEqual] a unit is as long on both axes, so the longer side shows more than its range
 */
/** @typedef {ReturnType<typeof plotPanel>} Panel */

const MARGIN = { left: 46, right: 10, top: 26, bottom: 40 };
const PIXELS_PER_TICK = 60;
const PIXELS_PER_LETTER = 7.6; // of a title, at its full size

/**
 * Returns a step of 1, 2 or 5 times a power of ten that gives about `count` ticks.
 * @param {Range} range
 * @param {number} count
 */
export function tickStep([low, high], count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power;
}

/**
 * Returns a range with the same middle that is so many times as wide.
 * @param {Range} range
 * @param {number} times
 * @returns {Range}
 */
const widened = ([low, high], times) => {
  const [middle, half] = [(low + high) / 2, ((high - low) / 2) * times];
  return [middle - half, middle + half];
};

/**
 * Returns the ranges of both axes of a panel of that size in pixels.
 * @param {Frame} frame
 * @param {number} width
 * @param {number} height
 * @returns {{x: Range, y: Range}}
 */
export function shownRanges({ x, y, isEqual }, width, height) {
  if (!isEqual) return { x, y };
  const units = [(x[1] - x[0]) / width, (y[1] - y[0]) / height]; // of data in a pixel
  const unit = Math.max(...units);
  return { x: widened(x, unit / units[0]), y: widened(y, unit / units[1]) };
}

/**
 * Returns where a title starts and its share of the full size, so that all of it is shown on a phone. Pure.
 * @param {string} title
 * @param {readonly [number, number, number]} edges of the panel, of its plot, and its right one
 */
export function titlePlace(title, [edge, left, right]) {
  const wide = title.length * PIXELS_PER_LETTER;
  const start = Math.max(edge, Math.min(left, right - wide));
  return { start, share: Math.min(1, Math.round((100 * (right - start)) / wide) / 100) };
}

/**
 * Returns a panel on an SVG element of that size; its functions take data coordinates.
 * @param {SVGSVGElement} svg
 * @param {{width: number, height: number}} size
 * @param {Frame} frame
 */
export function plotPanel(svg, { width, height }, frame) {
  const [left, right] = [width * frame.share[0] + MARGIN.left, width * frame.share[1] - MARGIN.right];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  const ranges = shownRanges(frame, right - left, bottom - top);
  const scale = (/** @type {number} */ value, /** @type {Range} */ [low, high], from = 0, to = 1) =>
    from + ((value - low) / (high - low)) * (to - from);
  const x = (/** @type {number} */ value) => scale(value, ranges.x, left, right);
  const y = (/** @type {number} */ value) => scale(value, ranges.y, bottom, top);
  const root = svgElement("g", {});
  svg.append(root);

  /**
   * @param {string} tag
   * @param {Record<string, string | number>} attributes
   * @param {string} [words]
   */
  function add(tag, attributes, words) {
    const made = svgElement(tag, attributes);
    if (words !== undefined) made.textContent = words;
    root.append(made);
    return made;
  }

  const path = (/** @type {readonly (readonly [number, number])[]} */ points) =>
    points
      .map(([a, b], at) => `${at ? "L" : "M"}${x(a).toFixed(1)},${Math.max(-1e4, Math.min(1e4, y(b))).toFixed(1)}`)
      .join("");

  function axes() {
    const clip = add("clipPath", { id: `inside-${frame.share[0]}` });
    clip.append(svgElement("rect", { x: left, y: top, width: right - left, height: bottom - top }));
    const { start, share } = titlePlace(frame.title, [width * frame.share[0], left, right]);
    const style = `font-size: calc(var(--size-4) * ${share})`;
    add("text", { class: "panel-title", x: start, y: 16, style }, frame.title);
    const stepX = Math.max(frame.isDecades ? 1 : 0, tickStep(ranges.x, (right - left) / PIXELS_PER_TICK));
    for (const value of frame.hasNoTicks ? [] : ticksBetween(ranges.x[0], ranges.x[1], stepX)) {
      add("line", { class: "grid", x1: x(value), x2: x(value), y1: top, y2: bottom });
      add(
        "text",
        { class: "tick", x: x(value), y: bottom + 15, "text-anchor": "middle" },
        words(frame.isDecades ? 10 ** value : value),
      );
    }
    const stepY = tickStep(ranges.y, (bottom - top) / PIXELS_PER_TICK);
    for (const value of frame.hasNoHeights ? [] : ticksBetween(ranges.y[0], ranges.y[1], stepY)) {
      add("line", { class: "grid", x1: left, x2: right, y1: y(value), y2: y(value) });
      add("text", { class: "tick", x: left - 6, y: y(value) + 4, "text-anchor": "end" }, words(value));
    }
    if (frame.xName)
      add("text", { class: "axis-name", x: (left + right) / 2, y: bottom + 33, "text-anchor": "middle" }, frame.xName);
    if (frame.yName) {
      const place = `translate(${left - 36},${(top + bottom) / 2}) rotate(-90)`;
      add("text", { class: "axis-name", transform: place, "text-anchor": "middle" }, frame.yName);
    }
  }
  axes();

  const inside = `url(#inside-${frame.share[0]})`;
  return {
    root,
    bottom, // in pixels
    /**
     * @param {readonly (readonly [number, number])[]} points
     * @param {string} look its classes
     */
    line: (points, look) => add("path", { class: `line ${look}`, d: path(points), "clip-path": inside }),
    /**
     * @param {readonly (readonly [number, number])[]} points
     * @param {string} look
     */
    area: (points, look) =>
      add("path", {
        class: `area ${look}`,
        d: `${path([[points[0][0], 0], ...points, [points[points.length - 1][0], 0]])}Z`,
        "clip-path": inside,
      }),
    /**
     * @param {number} from
     * @param {number} to on the horizontal axis
     * @param {number} value
     * @param {string} look
     * @param {number} [base] the other end of the bar
     */
    bar: (from, to, value, look, base = 0) =>
      add("rect", {
        class: `bar ${look}`,
        x: x(from),
        width: Math.max(0, x(to) - x(from)),
        y: Math.min(y(value), y(base)),
        height: Math.abs(y(value) - y(base)),
        "clip-path": inside,
      }),
    /**
     * @param {number} at
     * @param {number} height
     * @param {string} look
     * @param {number} [radius]
     */
    dot: (at, height, look, radius = 4) => add("circle", { class: `dot ${look}`, cx: x(at), cy: y(height), r: radius }),
    /**
     * @param {number} at
     * @param {number} height
     * @param {string} words
     * @param {string} [anchor]
     */
    text: (at, height, words, anchor = "middle") =>
      add("text", { class: "word", x: x(at), y: y(height), "text-anchor": anchor }, words),
    /**
     * @param {number} at
     * @param {number} height
     * @param {number} side in pixels
     * @param {string} url
     */
    image: (at, height, side, url) =>
      add("image", { href: url, x: x(at) - side / 2, y: y(height) - side / 2, width: side, height: side }),
    /**
     * Returns the data coordinates of a place in the SVG.
     * @param {number} px
     * @param {number} py
     * @returns {[number, number]}
     */
    toData: (px, py) => [
      ranges.x[0] + ((px - left) / (right - left)) * (ranges.x[1] - ranges.x[0]),
      ranges.y[0] + ((bottom - py) / (bottom - top)) * (ranges.y[1] - ranges.y[0]),
    ],
  };
}

/** @param {number} value */
const words = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
