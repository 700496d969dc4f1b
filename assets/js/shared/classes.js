/** The classes that are shown, and their colours. Pure. */

/** Petroff's ten colours, told apart by colour-blind readers too (arXiv:2107.02270). */
export const PETROFF10 = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#94a4a2",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#717581",
  "#92dadd",
];

/** @typedef {ReadonlySet<number>} Hidden the classes not shown */

/**
 * Returns the hidden classes after a click: the class is hidden, or shown again.
 * @param {Hidden} hidden
 * @param {number} label
 * @returns {Hidden}
 */
export function toggled(hidden, label) {
  const next = new Set(hidden);
  if (!next.delete(label)) next.add(label);
  return next;
}

/**
 * Returns the hidden classes after a double click: only this class is shown.
 * If it was already the only one, all classes are shown again.
 * @param {Hidden} hidden
 * @param {number} label
 * @param {number} count
 * @returns {Hidden}
 */
export function isolated(hidden, label, count) {
  const others = Array.from({ length: count }, (_, i) => i).filter((i) => i !== label);
  const isAlone = !hidden.has(label) && others.every((other) => hidden.has(other));
  return new Set(isAlone ? [] : others);
}

/**
 * Returns the colour of a class. If there are more classes than colours, the colours repeat.
 * @param {readonly string[]} colours
 * @param {number} label
 */
export function colourOf(colours, label) {
  return colours[label % colours.length];
}

/**
 * "#rgb" or "#rrggbb" -> [red, green, blue], each 0 to 255.
 * @param {string} hex
 * @returns {[number, number, number]}
 */
export function rgbOf(hex) {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(hex);
  const full = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (short) return rgbOf(`#${short[1].repeat(2)}${short[2].repeat(2)}${short[3].repeat(2)}`);
  if (!full) throw new Error(`colour is '${hex}'; write it as #rrggbb`);
  return [parseInt(full[1], 16), parseInt(full[2], 16), parseInt(full[3], 16)];
}
