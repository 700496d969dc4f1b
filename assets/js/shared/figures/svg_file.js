/** A plot in SVG as a file that needs no style sheet: SVG, or PNG of twice as many pixels. */

import { context2d, element } from "../dom.js";
import { download } from "../download.js";
import { svgElement } from "../svg.js";
import { saveCanvas } from "./canvas_file.js";
import { FILE_FONT } from "./file_font.js";

/** @typedef {{mark: SVGElement, words: string}} KeyEntry a line of the key, 26 x 10 pixels, and its words */

const STYLES = [
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity"],
  ...["font-size", "font-weight", "font-style", "text-anchor", "paint-order", "image-rendering", "display"],
];
const PNG_SCALE = 2; // pixels of a PNG file for each pixel of the page
const EDGE = 8; // pixels at both sides: other letters may be wider
const [KEY_ROW, MARK, LETTER, GAP] = [22, 30, 7.2, 18]; // pixels: of the key's rows, marks, letters and gaps

/**
 * Returns the places of the entries of a key, row by row, and its height in pixels. Pure.
 * @param {readonly string[]} words
 * @param {number} width
 */
export function keyPlaces(words, width) {
  let [x, row] = [0, 0];
  const places = words.map((each) => {
    const wide = MARK + LETTER * each.length;
    if (x && x + wide > width) [x, row] = [0, row + 1];
    const place = { x, y: row * KEY_ROW };
    x += wide + GAP;
    return place;
  });
  return { places, height: words.length ? (row + 1) * KEY_ROW : 0 };
}

/**
 * Returns a copy whose styles are in its elements, on a background, with its key below it.
 * @param {SVGSVGElement} shown
 * @param {{background: string, text: string}} theme
 * @param {readonly KeyEntry[]} [key]
 */
export function styledCopy(shown, { background, text }, key = []) {
  const { width, height } = shown.viewBox.baseVal;
  const { places, height: below } = keyPlaces(
    key.map(({ words }) => words),
    width,
  );
  const size = { width: width + 2 * EDGE, height: height + below };
  const copy = styled(shown);
  for (const [name, value] of Object.entries({ ...size, viewBox: `${-EDGE} 0 ${size.width} ${size.height}` }))
    copy.setAttribute(name, String(value));
  copy.setAttribute("font-family", FILE_FONT);
  copy.prepend(svgElement("rect", { x: -EDGE, ...size, fill: background }));
  key.forEach(({ mark, words }, at) => {
    const { x, y } = places[at];
    const entry = svgElement("g", { transform: `translate(${x},${height + y})` });
    const name = svgElement("text", { x: MARK, y: 9, "font-size": 13, fill: text });
    name.textContent = words;
    entry.append(styled(mark), name);
    copy.append(entry);
  });
  return { copy, ...size };
}

/**
 * Returns a mixed colour of CSS in the form that other programs read; other values as they are. Pure.
 * @param {string} value such as "color(srgb 0.5 0.5 0.5)"
 */
export function plainColour(value) {
  const shares = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)\)$/.exec(value)?.slice(1);
  return shares ? `rgb(${shares.map((share) => Math.round(255 * Number(share))).join(", ")})` : value;
}

/**
 * @param {SVGElement} shown
 * @returns {SVGElement} a copy with the styles that the page gives to each element
 */
function styled(shown) {
  const copy = /** @type {SVGElement} */ (shown.cloneNode(true));
  const [from, to] = [shown, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  to.forEach((each, at) => {
    const style = getComputedStyle(from[at]);
    const found = STYLES.map((name) => `${name}: ${plainColour(style.getPropertyValue(name))}`);
    each.setAttribute("style", found.join("; "));
    each.removeAttribute("class");
  });
  return copy;
}

/**
 * Gives a plot to the browser's downloads.
 * @param {ReturnType<typeof styledCopy>} plot
 * @param {"png" | "svg"} format
 * @param {string} name of the file, without its ending
 */
export async function saveSvg({ copy, width, height }, format, name) {
  const text = new XMLSerializer().serializeToString(copy);
  if (format === "svg") return download(`${name}.svg`, new Blob([text], { type: "image/svg+xml" }));
  const image = element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}` });
  await image.decode();
  const canvas = element("canvas", { width: PNG_SCALE * width, height: PNG_SCALE * height });
  context2d(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  await saveCanvas(canvas, name);
}
