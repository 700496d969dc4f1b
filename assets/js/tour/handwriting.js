/** A digit that draws itself: the strokes of a three on the drawing pad. Pure. */

const WIDTH = 12; // of the pen, as the pad's own
const POINTS = 48;
/** Two arcs, centre and radius on a pad of 140, angles from 0 to the right, clockwise. */
const ARCS = [
  { x: 68, y: 48, radius: 23, from: -150, to: 90 },
  { x: 66, y: 94, radius: 26, from: -90, to: 150 },
];

/**
 * Returns the strokes after a share of the drawing.
 * @param {number} share 0 to 1
 * @returns {{points: [number, number][], width: number, isEraser: boolean}[]}
 */
export function three(share) {
  const all = ARCS.flatMap(({ x, y, radius, from, to }) =>
    Array.from({ length: POINTS / 2 }, (_, i) => {
      const angle = ((from + ((to - from) * i) / (POINTS / 2 - 1)) * Math.PI) / 180;
      return /** @type {[number, number]} */ ([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
    }),
  );
  const points = all.slice(0, Math.round(share * all.length));
  return points.length < 2 ? [] : [{ points, width: WIDTH, isEraser: false }];
}
