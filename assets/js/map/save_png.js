/** The plane and the decoded image as PNG files. */

import { context2d, element } from "../shared/dom.js";
import { download } from "../shared/download.js";
import { pixelRatio } from "../plane/canvases.js";

const LEAST_SIDE = 560; // pixels of a saved picture, enlarged by whole pixels

/**
 * Returns the plane on one canvas: axes, layers, points, marker.
 * @param {Pick<import("./shell.js").Shell, "plot" | "axes" | "backdrop" | "points" | "overlay">} parts
 * @param {import("../shared/theme.js").Theme} theme
 */
export function planeCanvas({ plot, axes, backdrop, points, overlay }, theme) {
  const [ratio, box] = [pixelRatio(), plot.getBoundingClientRect()];
  const canvas = element("canvas", { width: Math.round(box.width * ratio), height: Math.round(box.height * ratio) });
  const context = context2d(canvas);
  context.scale(ratio, ratio);
  Object.assign(context, { fillStyle: theme.background, strokeStyle: theme.text, lineWidth: 1 });
  context.fillRect(0, 0, box.width, box.height);
  for (const line of axes.querySelectorAll(".tick line")) drawLine(context, line, box);
  for (const layer of [backdrop, points, overlay]) {
    const { left, top, width, height } = layer.getBoundingClientRect();
    context.drawImage(layer, left - box.left, top - box.top, width, height);
  }
  context.fillStyle = theme.text;
  for (const text of axes.querySelectorAll("text")) drawText(context, text, box);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Element} line
 * @param {DOMRect} box of the plot
 */
function drawLine(context, line, box) {
  const { left, top, right, bottom } = line.getBoundingClientRect();
  context.globalAlpha = Number(getComputedStyle(line).strokeOpacity);
  context.beginPath();
  context.moveTo(Math.round(left - box.left) + 0.5, Math.round(top - box.top) + 0.5);
  context.lineTo(Math.round(right - box.left) + 0.5, Math.round(bottom - box.top) + 0.5);
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {SVGTextElement} text turned upwards where its transform turns it
 * @param {DOMRect} box of the plot
 */
function drawText(context, text, box) {
  const { left, top, width, height } = text.getBoundingClientRect();
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(text);
  context.save();
  context.translate(left - box.left + width / 2, top - box.top + height / 2);
  if (text.getAttribute("transform")?.includes("rotate")) context.rotate(-Math.PI / 2);
  Object.assign(context, { font: `${fontWeight} ${fontSize} ${fontFamily}`, textAlign: "center" });
  context.textBaseline = "middle";
  context.fillText(text.textContent ?? "", 0, 0);
  context.restore();
}

/**
 * Returns an image enlarged by whole pixels.
 * @param {HTMLCanvasElement} image
 */
export function enlarged(image) {
  const zoom = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(image.width, image.height)));
  const canvas = element("canvas", { width: zoom * image.width, height: zoom * image.height });
  const context = context2d(canvas);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * @param {string} name without its ending
 * @param {HTMLCanvasElement} canvas
 */
export function savePng(name, canvas) {
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob), "image/png");
}
