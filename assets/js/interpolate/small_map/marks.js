/** The marks over the small map: paths, dots, letters, the keyboard's cross. */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number][]} points
 * @param {string} colour
 * @param {number[]} dash
 * @param {import("../../shared/theme.js").Theme} theme
 */
export function drawLine(context, points, colour, dash, { background }) {
  const path = new Path2D();
  points.forEach(([x, y]) => path.lineTo(x, y));
  Object.assign(context, { lineJoin: "round", lineCap: "round", strokeStyle: background, lineWidth: 6 });
  context.setLineDash([]);
  context.stroke(path);
  Object.assign(context, { strokeStyle: colour, lineWidth: 2.6 });
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} colour
 * @param {import("../../shared/theme.js").Theme} theme
 */
export function drawDot(context, [x, y], colour, { background }) {
  Object.assign(context, { fillStyle: colour, strokeStyle: background, lineWidth: 2 });
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} name
 * @param {import("../../shared/theme.js").Theme} theme
 */
export function drawMark(context, [x, y], name, { text, background }) {
  Object.assign(context, { fillStyle: background, strokeStyle: text, lineWidth: 2 });
  context.beginPath();
  context.arc(x, y, 10, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  Object.assign(context, {
    fillStyle: text,
    font: "600 12px system-ui, sans-serif",
    textAlign: "center",
    textBaseline: "middle",
  });
  context.fillText(name, x, y + 0.5);
}

/**
 * Returns the letter nearest to a pixel, within `reach` pixels; null where none is. Pure.
 * @param {{name: string, code: ArrayLike<number>}[]} marks
 * @param {(code: ArrayLike<number>) => [number, number]} placeOf
 * @param {[number, number]} at
 * @param {number} reach
 * @returns {string | null}
 */
export function markNear(marks, placeOf, at, reach) {
  const far = marks.map(({ name, code }) => {
    const [x, y] = placeOf(code);
    return { name, far: Math.hypot(x - at[0], y - at[1]) };
  });
  return far.sort((a, b) => a.far - b.far).find((each) => each.far <= reach)?.name ?? null;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {import("../../shared/theme.js").Theme} theme
 */
export function drawCross(context, [x, y], { text, background }) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([
    [background, 4],
    [text, 1.5],
  ])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.beginPath();
    context.moveTo(x - 12, y);
    context.lineTo(x + 12, y);
    context.moveTo(x, y - 12);
    context.lineTo(x, y + 12);
    context.stroke();
  }
}
