/**
 * Draws text with a rim in the page's colour, so that its letters are readable on points and images.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {readonly [number, number]} at
 * @param {{text: string, background: string}} theme
 */
export function drawRimmed(context, text, [x, y], { text: fillStyle, background: strokeStyle }) {
  Object.assign(context, { fillStyle, strokeStyle, lineWidth: 4, lineJoin: "round" });
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}
