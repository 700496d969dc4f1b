/** The names of classes on a plane: each at the median of its points, none over another. */

import { MOST_CIRCLES } from "../shared/classes.js";
import { drawRimmed } from "./rimmed_text.js";

const LINE = 15; // pixels from one name to the next

/**
 * Returns the names that do not cover an earlier one. Pure.
 * @template {{x: number, y: number, half: number}} Name middle and half width, pixels
 * @param {readonly Name[]} names
 * @returns {Name[]}
 */
export function namesApart(names) {
  /** @type {Name[]} */
  const kept = [];
  for (const each of names) {
    const covers = (/** @type {Name} */ other) =>
      Math.abs(each.x - other.x) < each.half + other.half + 2 && Math.abs(each.y - other.y) < LINE;
    if (!kept.some(covers)) kept.push(each);
  }
  return kept;
}

/**
 * Draws each name where it covers no other. Of few classes it draws none where most would cover another: the legend has
 * them.
 * @param {CanvasRenderingContext2D} context
 * @param {{name: string, at: [number, number]}[]} names
 * @param {import("../shared/theme.js").Theme} theme
 */
export function drawNames(context, names, theme) {
  Object.assign(context, { font: "600 14px system-ui, sans-serif", textAlign: "center", textBaseline: "middle" });
  const wanted = names.map(({ name, at: [x, y] }) => ({ name, x, y, half: context.measureText(name).width / 2 }));
  const kept = namesApart(wanted);
  if (names.length <= MOST_CIRCLES && 2 * kept.length < wanted.length) return;
  for (const { name, x, y } of kept) drawRimmed(context, name, [x, y], theme);
}
