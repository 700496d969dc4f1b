/** What is on canvases as a PNG file: one picture, or a sheet of small images. */

import { context2d, element } from "../dom.js";
import { download } from "../download.js";

const LEAST_WIDTH = 640; // pixels of a sheet, whose images are enlarged by whole pixels

/**
 * Returns the content of a canvas as a PNG file.
 * @param {HTMLCanvasElement} canvas
 */
export const pngOfCanvas = (canvas) =>
  new Promise((/** @type {(blob: Blob) => void} */ resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the image is too large for this browser")))),
  );

/**
 * Gives the content of a canvas to the browser's downloads.
 * @param {HTMLCanvasElement} canvas
 * @param {string} name of the file, without its ending
 */
export const saveCanvas = async (canvas, name) => download(`${name}.png`, await pngOfCanvas(canvas));

/**
 * Returns the size of a sheet of images in rows of `columns`, and how much each image is enlarged. Pure.
 * @param {number} count
 * @param {number} columns
 * @param {number} width of an image in pixels
 * @param {number} height
 */
export function sheetSize(count, columns, width, height) {
  const zoom = Math.max(1, Math.ceil(LEAST_WIDTH / (columns * width)));
  return { zoom, width: zoom * columns * width, height: zoom * Math.ceil(count / columns) * height };
}

/**
 * Saves small images of one size as one sheet.
 * @param {readonly HTMLCanvasElement[]} images
 * @param {number} columns
 * @param {string} name of the file, without its ending
 */
export async function saveSheet(images, columns, name) {
  const { zoom, ...size } = sheetSize(images.length, columns, images[0].width, images[0].height);
  const sheet = element("canvas", size);
  const context = context2d(sheet);
  context.imageSmoothingEnabled = false;
  images.forEach((image, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const [width, height] = [zoom * image.width, zoom * image.height];
    context.drawImage(image, column * width, row * height, width, height);
  });
  await saveCanvas(sheet, name);
}
