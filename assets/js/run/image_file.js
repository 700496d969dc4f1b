/**
 * Turns an image file into an image like those of the data set: decoded, cut, scaled and, in grey, turned into ink.
 */

import { context2d, element } from "../shared/dom.js";
import { asImage, averaged } from "../maths/drawing.js";

const LONGEST = 280; // pixels that are used; averaging would remove more of them
const FAINT = 0.15; // fainter ink is paper: shades in a photograph's background

/**
 * Returns the file's image in `shape`; throws an error that tells a person why there is none.
 * @param {File} file
 * @param {readonly number[]} shape [C, H, W]
 * @returns {Promise<Float32Array>} (C * H * W,) in [0, 1]
 */
export async function imageFromFile(file, shape) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is no image that this browser can read. Choose a PNG, JPEG, GIF, WebP or BMP file.`);
  });
  const zoom = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * zoom)));
  const context = context2d(element("canvas", { width, height }));
  // Transparent pixels are paper.
  Object.assign(context, { fillStyle: "#ffffff", imageSmoothingQuality: "high" }).fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const image = fromPixels(context.getImageData(0, 0, width, height), shape);
  if (!image) throw new Error(`${file.name} has one even colour and nothing drawn on it. Choose another image.`);
  return image;
}

/**
 * Returns pixels as an image of `shape`: the same size is kept, but for dark ink on light paper, which is inverted.
 * Larger ones are cut to a square in colour, and in grey the drawing is.
 * @param {{data: Uint8ClampedArray, width: number, height: number}} pixels RGBA
 * @param {readonly number[]} shape [C, H, W]
 * @returns {Float32Array | null} null where nothing is drawn
 */
export function fromPixels(pixels, shape) {
  const [channels, height, width] = shape;
  const planes =
    channels === 3
      ? [0, 1, 2].map((c) => plane(pixels, (at) => pixels.data[4 * at + c] / 255))
      : [plane(pixels, greyOf(pixels.data))];
  if (pixels.width === width && pixels.height === height)
    return channels === 3 ? Float32Array.from(planes.flatMap((values) => [...values])) : lightInk(planes[0], width);
  if (channels !== 3) return asImage(squared(inkOf(planes[0], pixels.width), pixels.width), shape);
  const side = Math.min(pixels.width, pixels.height);
  const box = /** @type {[number, number, number, number]} */ ([
    (pixels.width - side) >> 1,
    (pixels.height - side) >> 1,
    side,
    side,
  ]);
  return Float32Array.from(planes.flatMap((values) => [...averaged(values, pixels.width, box, width, height)]));
}

/**
 * @param {{width: number, height: number}} size
 * @param {(at: number) => number} value
 */
const plane = ({ width, height }, value) => Float32Array.from({ length: width * height }, (_, at) => value(at));

/**
 * Luminance, ITU-R BT.601.
 * @param {Uint8ClampedArray} data
 */
const greyOf = (data) => (/** @type {number} */ at) =>
  (0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]) / 255;

/**
 * Returns the median grey of the rim.
 * @param {Float32Array} grey
 * @param {number} width
 */
function paperOf(grey, width) {
  const height = grey.length / width;
  const isRim = (/** @type {number} */ at) =>
    at % width === 0 || at % width === width - 1 || at < width || at >= (height - 1) * width;
  const rim = grey.filter((_, at) => isRim(at)).sort();
  return rim[rim.length >> 1];
}

/**
 * Returns light ink on dark as it is, and dark ink on light inverted.
 * @param {Float32Array} grey
 * @param {number} width
 */
const lightInk = (grey, width) => (paperOf(grey, width) > 0.5 ? grey.map((value) => 1 - value) : grey);

/**
 * Returns what differs from the rim as ink, dark on light as well as light on dark.
 * @param {Float32Array} grey
 * @param {number} width
 */
function inkOf(grey, width) {
  const paper = paperOf(grey, width);
  const ink = grey.map((value) => Math.max(0, paper > 0.5 ? paper - value : value - paper));
  const most = ink.reduce((a, b) => Math.max(a, b), 0);
  return ink.map((value) => (most < FAINT || value < FAINT * most ? 0 : value / most));
}

/**
 * Returns the ink in the middle of a square.
 * @param {Float32Array} ink
 * @param {number} width
 */
function squared(ink, width) {
  const height = ink.length / width;
  const side = Math.max(width, height);
  const square = new Float32Array(side * side);
  const [left, top] = [(side - width) >> 1, (side - height) >> 1];
  for (let row = 0; row < height; row++)
    square.set(ink.subarray(row * width, (row + 1) * width), (row + top) * side + left);
  return square;
}
