/** Paths as files, made in the browser: PNG, animated GIF, CSV. */

import { context2d, element } from "../shared/dom.js";
import { toRgba } from "../shared/picture.js";

/** @typedef {{share: number, picture: Float32Array, code: Float32Array}} Frame one step of a path */
/** @typedef {{name: string, frames: Frame[]}} Strip a path with all its steps */

const [GIF_MS, GIF_SIDE, GAP] = [90, 112, 6]; // of a frame; least pixels of an image's side; between two images

/**
 * Returns a table as CSV: name, share and code of every step.
 * @param {Strip[]} strips
 * @param {string} unit
 */
export function csvOf(strips, unit) {
  const size = strips[0]?.frames[0]?.code.length ?? 0;
  const head = ["path", unit, ...Array.from({ length: size }, (_, i) => `z${i + 1}`)];
  const quoted = (/** @type {string} */ text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = strips.flatMap(({ name, frames }) =>
    frames.map(({ share, code }) => [quoted(name), Number(share.toFixed(6)), ...code]),
  );
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

/**
 * Paints the strips one below the other on the theme's background, each under its name.
 * @param {Strip[]} strips
 * @param {readonly number[]} shape
 * @param {string} unit
 * @param {{text: string, background: string}} theme
 */
export function pngOf(strips, shape, unit, { text, background }) {
  const [, height, width] = shape;
  const zoom = Math.max(1, Math.ceil(64 / height));
  const [w, h, head] = [width * zoom + GAP, height * zoom + GAP, 24];
  const canvas = element("canvas", {
    width: strips[0].frames.length * w + GAP,
    height: strips.length * (h + head) + GAP,
  });
  const context = context2d(canvas);
  Object.assign(context, { fillStyle: background, imageSmoothingEnabled: false }).fillRect(
    0,
    0,
    canvas.width,
    canvas.height,
  );
  Object.assign(context, { fillStyle: text, font: "13px system-ui, sans-serif" });
  strips.forEach(({ name, frames }, row) => {
    const top = row * (h + head);
    context.fillText(`${name}, ${unit} = ${frames[0].share} to ${frames[frames.length - 1].share}`, GAP, top + 17);
    frames.forEach(({ picture }, i) =>
      context.drawImage(canvasOf(picture, shape), GAP + i * w, top + head, width * zoom, height * zoom),
    );
  });
  return canvas;
}

/**
 * @param {Float32Array} picture
 * @param {readonly number[]} shape
 */
function canvasOf(picture, shape) {
  const canvas = element("canvas", { width: shape[2], height: shape[1] });
  context2d(canvas).putImageData(new ImageData(toRgba(picture, shape), shape[2], shape[1]), 0, 0);
  return canvas;
}

/**
 * Returns an endless animation of pictures side by side; grey images keep each of their 256 greys.
 * @param {any} gifenc the encoder's module
 * @param {Float32Array[][]} moments at each the pictures side by side
 * @param {readonly number[]} shape
 * @returns {Uint8Array}
 */
export function gifOf({ GIFEncoder, quantize, applyPalette }, moments, shape) {
  const gif = GIFEncoder();
  const greys = Array.from({ length: 256 }, (_, value) => [value, value, value]);
  for (const pictures of moments) {
    const { rgba, width, height } = sideBySide(pictures, shape);
    const palette = shape[0] === 3 ? quantize(rgba, 256) : greys;
    const index =
      shape[0] === 3
        ? applyPalette(rgba, palette)
        : Uint8Array.from({ length: width * height }, (_, at) => rgba[4 * at]);
    gif.writeFrame(index, width, height, { palette, delay: GIF_MS });
  }
  gif.finish();
  return gif.bytes();
}

/**
 * Returns the images side by side, enlarged by whole pixels, on black.
 * @param {Float32Array[]} pictures
 * @param {readonly number[]} shape
 */
function sideBySide(pictures, shape) {
  const [, h, w] = shape;
  const zoom = Math.max(1, Math.ceil(GIF_SIDE / h));
  const [width, height] = [pictures.length * (w * zoom + GAP) - GAP, h * zoom];
  const rgba = new Uint8ClampedArray(4 * width * height);
  pictures.forEach((picture, i) => {
    const small = toRgba(picture, shape);
    const left = i * (w * zoom + GAP);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < w * zoom; x++) {
        const from = 4 * (Math.floor(y / zoom) * w + Math.floor(x / zoom));
        for (let c = 0; c < 4; c++) rgba[4 * (y * width + left + x) + c] = small[from + c];
      }
  });
  return { rgba, width, height };
}
