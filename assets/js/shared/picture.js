/** Paints one image, or a sheet of them, on a canvas: (C, H, W) values to pixels. */

import { context2d } from "./dom.js";

/** @typedef {ArrayLike<number>} Values uint8 0 to 255, or float 0 to 1 */

/**
 * Returns RGBA of the image that starts at `start`.
 * @param {Values} values
 * @param {readonly number[]} shape [C, H, W] with C = 1 or 3
 * @param {number} [start]
 */
export function toRgba(values, [channels, height, width], start = 0) {
  const plane = height * width;
  const factor = values instanceof Uint8Array ? 1 : 255;
  const rgba = new Uint8ClampedArray(plane * 4);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let c = 0; c < 3; c++) rgba[4 * pixel + c] = values[start + (channels === 3 ? c * plane : 0) + pixel] * factor;
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}

/**
 * Returns the same for a backdrop: grey images become ink in the theme's text colour on a transparent background.
 * @param {Values} values
 * @param {readonly number[]} shape
 * @param {number} start
 * @param {[number, number, number]} ink
 */
export function toInk(values, shape, start, ink) {
  const rgba = toRgba(values, shape, start);
  if (shape[0] === 3) return rgba;
  for (let at = 0; at < rgba.length; at += 4) {
    rgba[at + 3] = rgba[at];
    rgba.set(ink, at);
  }
  return rgba;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Values} values
 * @param {readonly number[]} shape [C, H, W]
 */
export function paint(canvas, values, shape) {
  const [, height, width] = shape;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context2d(canvas).putImageData(new ImageData(toRgba(values, shape), width, height), 0, 0);
}
