/** A pad on which a person draws the glyphs of a class, one after the other, with their thumbnails and their count. */

import { base64, concatenated } from "./bytes.js";
import { asImage, inkBox } from "../maths/drawing.js";
import { pad } from "../plane/pad.js";
import { element } from "../shared/dom.js";
import { paint } from "../shared/picture.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

/**
 * @typedef {object} PadOptions
 * @property {readonly [number, number]} size height and width of the images, in pixels
 * @property {number} most glyphs
 * @property {string} set names the glyphs: another set begins without any
 */
/** @typedef {{count: number, size: readonly number[], images: string}} Glyphs the images as bytes in base64 */

/**
 * The glyphs of each set, which stay while the person visits other pages.
 * @type {Map<string, Float32Array[]>}
 */
const kept = new Map();

/**
 * @param {Node & ParentNode} parent
 * @param {PadOptions} start
 * @param {(glyphs: Glyphs) => void} onChange after each glyph that was kept or removed
 */
export default function mount(parent, start, onChange) {
  let options = start;
  /** @type {Float32Array | null} */
  let ink = null;
  const hand = element("div", { class: "class-pad-hand" });
  const drawn = pad(hand, { inked, lifted: () => undefined, entered: keep });
  const keepButton = button("Keep glyph", "class-pad-keep", keep);
  const removeButton = button("Remove last", "", remove);
  const count = element("output", { class: "class-pad-count", "data-testid": "glyph-count" });
  const thumbnails = Array.from({ length: start.most }, () => element("canvas", { class: "class-pad-thumbnail" }));
  const help =
    "Mouse, pen or finger. By keyboard: arrow keys move the pen, Space lowers or lifts it, Enter keeps the glyph.";
  const root = element(
    "div",
    { class: "own-data class-pad", "data-testid": "class-pad" },
    hand,
    element(
      "div",
      { class: "class-pad-kept" },
      element("div", { class: "class-pad-buttons" }, keepButton, removeButton),
      count,
      element("div", { class: "class-pad-thumbnails", "aria-hidden": "true" }, ...thumbnails),
      element("p", { class: "own-data-hint" }, help),
    ),
  );
  const sheets = styleSheets([assetUrl("js/plane/controls.css"), assetUrl("js/data/data.css")]);
  parent.append(...sheets, root);
  const glyphs = () => kept.get(options.set) ?? [];

  /** @param {Float32Array} now */
  function inked(now) {
    ink = inkBox(now, Math.sqrt(now.length)) ? now : null;
    showButtons();
  }

  function keep() {
    if (!ink || glyphs().length >= options.most) return;
    kept.set(options.set, [...glyphs(), ink]);
    drawn.put([]);
    changed();
  }

  function remove() {
    kept.set(options.set, glyphs().slice(0, -1));
    changed();
  }

  /** Shows all kept glyphs; returns their images. */
  function show() {
    const shape = [1, ...options.size];
    const images = glyphs().map((one) => /** @type {Float32Array} */ (asImage(one, shape))); // a kept glyph has ink
    thumbnails.forEach((canvas, at) => showGlyph(canvas, images[at], shape));
    showButtons();
    return images;
  }

  function changed() {
    const images = show();
    const bytes = images.map((image) => Uint8Array.from(image, (value) => Math.round(255 * value)));
    onChange({ count: images.length, size: options.size, images: base64(concatenated(bytes)) });
  }

  function showButtons() {
    const now = glyphs();
    count.textContent = `${now.length} of ${options.most} glyphs`;
    keepButton.disabled = !ink || now.length >= options.most;
    removeButton.disabled = !now.length;
  }

  if (glyphs().length) changed();
  else show();
  return {
    /** @param {PadOptions} next */
    update(next) {
      const isOther = next.set !== options.set || String(next.size) !== String(options.size);
      options = next;
      if (isOther) changed();
    },
    destroy() {
      [root, ...sheets].forEach((part) => part.remove());
    },
  };
}

/**
 * @param {string} words
 * @param {string} kind
 * @param {() => void} action
 */
const button = (words, kind, action) =>
  element("button", { type: "button", class: `tool ${kind}`, onclick: action }, words);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array | undefined} image undefined: no glyph yet
 * @param {readonly number[]} shape
 */
function showGlyph(canvas, image, shape) {
  canvas.classList.toggle("is-empty", !image);
  if (image) paint(canvas, image, shape);
  else Object.assign(canvas, { height: shape[1], width: shape[2] }); // a new size empties it
}
