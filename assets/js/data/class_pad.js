/** A pad on which a person draws the glyphs of a class, one after the other, with their thumbnails and their count. */

import { base64, concatenated } from "./bytes.js";
import { asImage } from "../maths/drawing.js";
import { pad } from "../plane/pad.js";
import { context2d, element } from "../shared/dom.js";
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
  const drawn = pad(hand, { inked: (now) => inked(now), lifted: () => undefined, entered: keep });
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
    ink = now.some((value) => value > 0) ? now : null;
    show();
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

  function changed() {
    show();
    const shape = [1, ...options.size];
    const images = glyphs().map((one) =>
      Uint8Array.from(asImage(one, shape) ?? [], (value) => Math.round(255 * value)),
    );
    onChange({ count: images.length, size: options.size, images: base64(concatenated(images)) });
  }

  function show() {
    const now = glyphs();
    count.textContent = `${now.length} of ${options.most} glyphs`;
    keepButton.disabled = !ink || now.length >= options.most;
    removeButton.disabled = !now.length;
    thumbnails.forEach((canvas, at) => showGlyph(canvas, now[at], options.size));
  }

  show();
  if (glyphs().length) changed();
  return {
    /** @param {PadOptions} next */
    update(next) {
      const isOther = next.set !== options.set || String(next.size) !== String(options.size);
      options = next;
      if (isOther) changed();
      else show();
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
 * @param {Float32Array | undefined} ink
 * @param {readonly [number, number]} size
 */
function showGlyph(canvas, ink, [height, width]) {
  Object.assign(canvas, { width, height });
  canvas.classList.toggle("is-empty", !ink);
  const image = ink && asImage(ink, [1, height, width]);
  if (!image) return;
  const context = context2d(canvas);
  const shown = context.createImageData(width, height);
  image.forEach((value, at) => shown.data.set([255 * value, 255 * value, 255 * value, 255], 4 * at));
  context.putImageData(shown, 0, 0);
}
