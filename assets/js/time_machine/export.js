/** The time machine as an animated GIF: the plane, the held point's picture and the reconstructions of each frame. */

import { context2d, element } from "../shared/dom.js";
import { toRgba } from "../shared/picture.js";
import { drawScene } from "./plot.js";
import { toPixels } from "../maths/viewport.js";

/** @typedef {import("./plot.js").Cloud} Cloud */
/** @typedef {{data: import("../run/safetensors.js").TensorData, shape: readonly number[]}} Pictures (N, C, H, W) */
/**
 * @typedef {object} Moment what a frame of the film shows
 * @property {Cloud} cloud
 * @property {import("./plot.js").Ground | null} ground
 * @property {boolean} hasPoints
 * @property {[number, number]} held
 * @property {Pictures | null} picture of the held point
 * @property {string} words
 * @property {Pictures} inputs
 * @property {Pictures} reconstructions
 */

// Pixels: the plane, the column beside it, the gap between parts, a line of words.
const [PLOT, SIDE, GAP, LINE] = [400, 130, 10, 30];
const [FRAME_MS, LAST_MS] = [450, 2000];

/**
 * Width and height of the film.
 * @param {number} count reconstructions
 * @param {readonly number[]} shape of an image, C, H, W
 */
export function filmSize(count, [, height, width]) {
  const whole = PLOT + SIDE + 3 * GAP;
  const tile = Math.floor((whole - 2 * GAP) / count);
  return { width: whole, height: LINE + PLOT + 2 * GAP + 2 * Math.round((tile * height) / width), tile };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Moment} moment
 * @param {number} share 0 to 1, how far the film is
 * @param {string[]} colours
 * @param {import("../shared/theme.js").Theme} theme
 */
export function drawMoment(context, moment, share, colours, { text, background, primary }) {
  const { inputs, reconstructions, picture, held, cloud } = moment;
  const shape = inputs.shape.slice(1);
  const { width, height, tile } = filmSize(inputs.shape[0], shape);
  Object.assign(context, { fillStyle: background, imageSmoothingEnabled: false });
  context.fillRect(0, 0, width, height);
  Object.assign(context, { fillStyle: text, font: "15px system-ui, sans-serif", textBaseline: "middle" });
  context.fillText(moment.words, GAP, LINE / 2 + 1);
  context.fillStyle = primary;
  context.fillRect(0, 0, Math.round(width * share), 3);
  context.save();
  context.translate(GAP, LINE);
  context.beginPath();
  context.rect(0, 0, PLOT, PLOT);
  context.clip();
  const view = drawScene(
    context,
    moment.hasPoints ? cloud : { ...cloud, labels: new Int32Array() },
    moment.ground,
    colours,
    { width: PLOT, height: PLOT },
    { text, background },
  );
  ring(context, toPixels(view, ...held), primary, background);
  context.restore();
  Object.assign(context, { strokeStyle: text, lineWidth: 1, globalAlpha: 0.3 });
  context.strokeRect(GAP + 0.5, LINE + 0.5, PLOT - 1, PLOT - 1);
  context.globalAlpha = 1;
  if (picture) {
    Object.assign(context, { fillStyle: text, font: "13px system-ui, sans-serif" });
    context.fillText("Decoded here", PLOT + 2 * GAP, LINE + 8);
    drawPictures(context, picture, PLOT + 2 * GAP, LINE + 20, SIDE);
  }
  const top = LINE + PLOT + GAP;
  drawPictures(context, inputs, GAP, top, tile);
  drawPictures(context, reconstructions, GAP, top + Math.round((tile * shape[1]) / shape[2]), tile);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} inside
 * @param {string} outside
 */
function ring(context, [x, y], inside, outside) {
  for (const [strokeStyle, lineWidth] of /** @type {[string, number][]} */ ([
    [outside, 6],
    [inside, 3],
  ])) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.stroke();
  }
}

/**
 * A row of pictures, each so wide.
 * @param {CanvasRenderingContext2D} context
 * @param {Pictures} pictures
 * @param {number} left
 * @param {number} top
 * @param {number} tile
 */
function drawPictures(context, { data, shape: [count, ...shape] }, left, top, tile) {
  const canvas = element("canvas", { width: shape[2], height: shape[1] });
  const size = shape.reduce((product, length) => product * length, 1);
  for (let n = 0; n < count; n++) {
    context2d(canvas).putImageData(
      new ImageData(toRgba(/** @type {ArrayLike<number>} */ (data), shape, n * size), shape[2], shape[1]),
      0,
      0,
    );
    context.drawImage(canvas, left + n * tile, top, tile, Math.round((tile * shape[1]) / shape[2]));
  }
}

/**
 * An endless animation of the moments, the last of which stays longer. They are made one after the other, as they are
 * needed.
 * @param {any} gifenc the encoder's module
 * @param {number} count
 * @param {(at: number) => Promise<Moment>} moment
 * @param {string[]} colours
 * @param {import("../shared/theme.js").Theme} theme
 * @param {(done: number) => void} progress
 * @returns {Promise<Uint8Array>}
 */
export async function filmOf({ GIFEncoder, quantize, applyPalette }, count, moment, colours, theme, progress) {
  const gif = GIFEncoder();
  const canvas = element("canvas", {});
  for (let at = 0; at < count; at++) {
    const now = await moment(at);
    const { width, height } = filmSize(now.inputs.shape[0], now.inputs.shape.slice(1));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = context2d(canvas);
    drawMoment(context, now, (at + 1) / count, colours, theme);
    const { data } = context.getImageData(0, 0, width, height);
    const palette = quantize(data, 256);
    gif.writeFrame(applyPalette(data, palette), width, height, {
      palette,
      delay: at === count - 1 ? LAST_MS : FRAME_MS,
    });
    progress(at + 1);
    await new Promise((resolve) => setTimeout(resolve)); // the page must not freeze meanwhile
  }
  gif.finish();
  return gif.bytes();
}
