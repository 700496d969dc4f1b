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
const SMALLEST_LINE = 0.9; // of the full size; a smaller title has two lines
const LARGEST_LINES = 0.85; // of the full size; so that two lines have room above a plot
const NAMES_LEFT = 34; // pixels from an axis without ticks to the left, where names of bars begin

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
 * Returns the lines of a title, where they start and their share of the full size, so that all of it is shown on a
 * phone: in two lines where one would be small. Pure.
 * @param {string} title
 * @param {readonly [number, number, number]} edges of the panel, of its plot, and its right one
 */
export function titlePlace(title, edges) {
  const line = linePlace(title.length, edges);
  const breaks = [...title.matchAll(/ /g)].map(({ index }) => index);
  if (line.share >= SMALLEST_LINE || !breaks.length) return { lines: [title], ...line };
  const off = (/** @type {number} */ at) => Math.abs(at - title.length / 2);
  const middle = breaks.reduce((best, at) => (off(at) < off(best) ? at : best));
  const lines = [title.slice(0, middle), title.slice(middle + 1)];
  const { start, share } = linePlace(Math.max(...lines.map(({ length }) => length)), edges);
  return { lines, start, share: Math.min(share, LARGEST_LINES) };
}

/**
 * @param {number} letters
 * @param {readonly [number, number, number]} edges as above
 */
function linePlace(letters, [edge, left, right]) {
  const wide = letters * PIXELS_PER_LETTER;
  const start = Math.max(edge, Math.min(left, right - wide));
  return { start, share: Math.min(1, Math.round((100 * (right - start)) / wide) / 100) };
}

/**
 * Returns the middle of a horizontal axis' name and its style, so that all of it is shown on a phone. Pure.
 * @param {string} name
 * @param {readonly [number, number, number]} edges of the panel, of its plot, and its right one
 */
function xNamePlace(name, [edge, left, right]) {
  const wide = name.length * PIXELS_PER_LETTER;
  const { start, share } = linePlace(name.length, [edge, (left + right - wide) / 2, right]);
  return { x: start + (share * wide) / 2, style: `font-size: calc(var(--size-3) * ${share})` };
}

/**
 * Returns a panel on an SVG element of that size; its functions take data coordinates.
 * @param {SVGSVGElement} svg
 * @param {{width: number, height: number}} size
 * @param {Frame} frame
 */
export function plotPanel(svg, { width, height }, frame) {
  const edge = width * frame.share[0];
  const [left, right] = [edge + MARGIN.left, width * frame.share[1] - MARGIN.right];
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
    const { lines, start, share } = titlePlace(frame.title, [edge, left, right]);
    const style = { class: "panel-title", x: start, style: `font-size: calc(var(--size-4) * ${share})` };
    lines.forEach((line, at) => add("text", { ...style, y: 16 + 12 * (at - (lines.length - 1) / 2) }, line));
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
    const name = { class: "axis-name", "text-anchor": "middle" };
    if (frame.xName)
      add("text", { ...name, ...xNamePlace(frame.xName, [edge, left, right]), y: bottom + 33 }, frame.xName);
    const turned = `translate(${left - 36},${(top + bottom) / 2}) rotate(-90)`;
    if (frame.yName) add("text", { ...name, transform: turned }, frame.yName);
  }
  axes();

  const inside = `url(#inside-${frame.share[0]})`;
  /**
   * @param {number} from
   * @param {number} to on the horizontal axis
   * @param {number} value
   * @param {string} look
   * @param {number} [base] the other end of the bar
   */
  const bar = (from, to, value, look, base = 0) =>
    add("rect", {
      ...{ class: `bar ${look}`, x: x(from), width: Math.max(0, x(to) - x(from)), "clip-path": inside },
      ...{ y: Math.min(y(value), y(base)), height: Math.abs(y(value) - y(base)) },
    });
  return {
    root,
    ...{ left, bottom }, // in pixels
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
    bar,
    /** @type {(from: number, to: number, head: number, foot: number, look: string) => SVGElement} a bar that lies */
    row: (from, to, head, foot, look) => bar(Math.min(from, to), Math.max(from, to), head, look, foot),
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

/**
 * Paints horizontal bars, one below the other, each with its words above it, which begin where the ticks of the
 * vertical axis would stand: they have room also on a phone. The panel's vertical range is 0 to the number of bars.
 * @param {Panel} panel
 * @param {readonly (readonly [words: string, from: number, to: number, look: string])[]} bars
 */
export function namedBars(panel, bars) {
  bars.forEach(([name, from, to, look], at) => {
    const [foot, head] = [bars.length - at - 0.9, bars.length - at - 0.5];
    panel.row(from, to, head, foot, look);
    const text = panel.text(0, head, name, "start");
    text.setAttribute("x", String(panel.left - NAMES_LEFT));
    text.setAttribute("dy", "-6");
  });
}

/** @param {number} value */
const words = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
