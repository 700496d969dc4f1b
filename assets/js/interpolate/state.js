/** The modes of the interpolate page, and the state that its address holds. Pure. */

/** @typedef {"ways" | "attribute" | "analogy" | "corners"} Mode */
/**
 * @typedef {object} Address from, to: classes of the attribute; -1 for all images, below it groups selected on the map.
 * label: the condition of a conditional model; -1 for the class of A
 * @property {Mode} mode
 * @property {number} n
 * @property {boolean} beyond
 * @property {string} a
 * @property {string} b
 * @property {string} c
 * @property {string} d
 * @property {number} from
 * @property {number} to
 * @property {number} label
 */

export const PATH_STEPS = { least: 3, most: 15, usual: 9 };

/**
 * @typedef {object} ModeEntry
 * @property {string} name on the page
 * @property {import("./slots.js").Name[]} slots that it needs
 * @property {string} unit of the paths' shares
 * @property {[number, number]} inside the shares between the images
 * @property {[number, number]} beyond the shares with an extrapolation on both sides
 */

/** @type {Record<Mode, ModeEntry>} */
export const MODES = {
  ways: { name: "Between two images", slots: ["a", "b"], unit: "t", inside: [0, 1], beyond: [-0.5, 1.5] },
  attribute: { name: "Attribute", slots: ["a"], unit: "strength", inside: [-1, 1], beyond: [-2, 2] },
  analogy: { name: "Analogy", slots: ["a", "b", "c"], unit: "t", inside: [0, 1], beyond: [-0.5, 1.5] },
  corners: { name: "Four corners", slots: ["a", "b", "c", "d"], unit: "across", inside: [0, 1], beyond: [0, 1] },
};

/**
 * Returns the address with what is missing or impossible replaced; the images are checked in slots.js.
 * @param {Partial<Record<keyof Address, unknown>>} given
 * @param {number} classes how many there are
 * @param {number} [groups] and how many selected on the map
 * @returns {Address}
 */
export function completeAddress(given, classes, groups = 0) {
  const mode = /** @type {Mode} */ (Object.hasOwn(MODES, String(given.mode)) ? given.mode : "ways");
  const n = Math.round(Number(given.n));
  const label = (/** @type {unknown} */ value, /** @type {number} */ otherwise) => {
    const number = value === "" || value === null || value === undefined ? NaN : Number(value);
    return Number.isInteger(number) && number >= -1 - groups && number < classes ? number : otherwise;
  };
  const [a, b, c, d] = [given.a, given.b, given.c, given.d].map((value) => String(value ?? ""));
  return {
    mode,
    n: n >= PATH_STEPS.least && n <= PATH_STEPS.most ? n : PATH_STEPS.usual,
    beyond: given.beyond === true,
    ...{ a, b, c, d },
    from: label(given.from, -1),
    to: label(given.to, 0),
    label: Math.max(-1, label(given.label, -1)),
  };
}

/**
 * Returns what the slider and the film of a mode span.
 * @param {Address} address
 * @returns {import("../plane/player.js").Span}
 */
export function spanOf({ mode, beyond, n }) {
  const { unit, inside, beyond: wide } = MODES[mode];
  const [from, to] = beyond ? wide : inside;
  return { unit, least: wide[0], most: wide[1], from, to, steps: n };
}

/**
 * Returns the first rows of four classes, as far as there are so many: the images at the start.
 * @param {Int32Array} labels
 * @returns {number[]} four rows
 */
export function firstRows(labels) {
  const rows = [
    ...new Map(Array.from(labels, (label, row) => /** @type {const} */ ([label, row])).reverse()).values(),
  ].sort((a, b) => a - b);
  return Array.from({ length: 4 }, (_, i) => rows[i] ?? Math.min(i, labels.length - 1));
}
