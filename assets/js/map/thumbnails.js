/** Images in place of points where few points are in view. */

import { context2d, element } from "../shared/dom.js";
import { paint } from "../shared/picture.js";
import { toPixels } from "../maths/viewport.js";
import { farthestFirst } from "./cloud/cloud_plane.js";
import { planeOf } from "./state.js";

const MOST = 120; // pictures at once; with more they hide each other
const [SIZE, FRAME] = [40, 3]; // CSS pixels of a picture and of its class's colour around it
const KEPT = 400; // pictures in memory

/**
 * Returns the rows in view, or null where there are more than MOST. Pure.
 * @param {Float32Array} places (N, 2)
 * @param {import("../maths/viewport.js").View} view
 * @param {readonly [number, number]} size
 * @param {(row: number) => boolean} isShown
 * @param {number} [most]
 */
export function fewInView(places, view, [width, height], isShown, most = MOST) {
  const rows = [];
  for (let row = 0; row < places.length / 2; row++) {
    // toPixels, written out: at each frame of a zoom it would make an array for every point.
    const x = places[2 * row] * view.scale + view.x0;
    const y = view.y0 - places[2 * row + 1] * view.scale;
    if (!(x > 0 && y > 0 && x < width && y < height) || !isShown(row)) continue;
    if (rows.push(row) > most) return null;
  }
  return rows;
}

/**
 * @param {import("./state.js").MapStore} map
 * @param {(label: number) => boolean} isShown
 * @param {() => void} redraw an image has arrived
 */
export function thumbnails({ state, on }, isShown, redraw) {
  /** @type {Map<number, HTMLCanvasElement | null>} by image; null while it is fetched */
  const pictures = new Map();

  /** @param {number} index */
  function picture(index) {
    const known = pictures.get(index);
    if (known !== undefined) return known;
    pictures.set(index, null);
    for (const oldest of pictures.keys()) if (pictures.size > KEPT) pictures.delete(oldest);
    const { chunks, options } = state;
    chunks.image(index).then(
      (image) => {
        const canvas = element("canvas");
        paint(canvas, image, options.shape);
        if (chunks !== state.chunks) return;
        pictures.set(index, canvas);
        redraw();
      },
      () => undefined, // it stays a dot
    );
    return null;
  }

  on(["chunks"], () => pictures.clear()); // other images
  return {
    /**
     * Draws them over the points.
     * @param {HTMLCanvasElement} canvas
     * @param {import("../maths/viewport.js").View} view
     * @param {readonly [number, number]} size
     * @param {number} ratio device pixels per CSS pixel
     */
    draw(canvas, view, size, ratio) {
      const { latents, places, colouring, options, selected } = state;
      if (!latents || !colouring) return;
      const few = fewInView(places, view, size, (row) => isShown(latents.labels[row]));
      if (!few) return;
      const plane = planeOf(options);
      const rows = plane.dims ? farthestFirst(few, latents, plane, options.turn) : few;
      const [, height, width] = options.shape;
      const zoom = SIZE / Math.max(width, height);
      const [w, h] = [width * zoom, height * zoom];
      const context = context2d(canvas);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.imageSmoothingEnabled = false;
      for (const row of rows) {
        const image = picture(latents.index[row]);
        if (!image) continue;
        const [x, y] = toPixels(view, places[2 * row], places[2 * row + 1]);
        context.globalAlpha = selected && !selected[row] ? 0.3 : 1;
        context.fillStyle = colouring.colours[colouring.tints[row] % colouring.colours.length];
        context.fillRect(x - w / 2 - FRAME, y - h / 2 - FRAME, w + 2 * FRAME, h + 2 * FRAME);
        context.drawImage(image, x - w / 2, y - h / 2, w, h);
      }
      context.globalAlpha = 1;
    },
  };
}
