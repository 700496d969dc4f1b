/** The classes that are shown, and their colours. Pure. */

/**
 * Colours by class: Petroff's ten, told apart by colour-blind readers too (arXiv:2107.02270), then fifty that differ
 * from them. vae_core/results/class_marks.py has the same tables and says how the colours were chosen; a test compares
 * them.
 */
export const CLASS_COLOURS = [
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
  "#f868f8",
  "#085808",
  "#98e808",
  "#0848a8",
  "#789818",
  "#e8c8d8",
  "#a86898",
  "#a808f8",
  "#c89898",
  "#185868",
  "#f80878",
  "#0808f8",
  "#a888f8",
  "#c8d888",
  "#882808",
  "#880878",
  "#c8b8f8",
  "#e88808",
  "#7868c8",
  "#a85808",
  "#08c888",
  "#c808a8",
  "#685818",
  "#38b8f8",
  "#3868f8",
  "#b87808",
  "#08e808",
  "#18e8d8",
  "#683868",
  "#589878",
  "#6808f8",
  "#187858",
  "#08b808",
  "#f888c8",
  "#583898",
  "#f8c898",
  "#c858b8",
  "#6888f8",
  "#484858",
  "#189848",
  "#a83868",
  "#e808e8",
  "#f86878",
  "#c8c808",
  "#98b8d8",
  "#e80808",
  "#78e8a8",
  "#6808b8",
  "#0878a8",
  "#881858",
];

/** @typedef {"circle" | "triangle" | "square" | "diamond" | "plus" | "wedge"} PointShape */

/** @type {readonly PointShape[]} Shapes of points: one for ten classes each. */
export const POINT_SHAPES = ["circle", "triangle", "square", "diamond", "plus", "wedge"];

/**
 * Corners of each shape but the circle: right and down, in radii of a circle of about the same area.
 * @type {Record<Exclude<PointShape, "circle">, readonly (readonly [number, number])[]>}
 */
export const CORNERS = {
  triangle: [
    [0, -1.4],
    [1.35, 0.94],
    [-1.35, 0.94],
  ],
  square: [
    [-0.89, -0.89],
    [0.89, -0.89],
    [0.89, 0.89],
    [-0.89, 0.89],
  ],
  diamond: [
    [0, -1.25],
    [1.25, 0],
    [0, 1.25],
    [-1.25, 0],
  ],
  plus: [
    [-0.36, -1.3],
    [0.36, -1.3],
    [0.36, -0.36],
    [1.3, -0.36],
    [1.3, 0.36],
    [0.36, 0.36],
    [0.36, 1.3],
    [-0.36, 1.3],
    [-0.36, 0.36],
    [-1.3, 0.36],
    [-1.3, -0.36],
    [-0.36, -0.36],
  ],
  wedge: [
    [0, 1.4],
    [-1.35, -0.94],
    [1.35, -0.94],
  ],
};

/** With more classes than this, their points have shapes and their names stand on the map. */
export const MOST_CIRCLES = 10;

/**
 * Returns the shape of a class. After 60 classes the shapes repeat, as the colours do.
 * @param {number} label
 */
export const shapeOf = (label) => POINT_SHAPES[Math.floor(label / MOST_CIRCLES) % POINT_SHAPES.length];

/**
 * Returns the CSS clip path of a legend's dot for a class; "" for a circle.
 * @param {number} label
 */
export function clipOf(label) {
  const shape = shapeOf(label);
  if (shape === "circle") return "";
  const corners = CORNERS[shape].map((corner) => corner.map((at) => `${(50 + at * 35.7).toFixed(1)}%`).join(" "));
  return `clip-path: polygon(${corners.join(", ")}); border-radius: 0;`;
}

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
 * Returns the classes whose names contain some words, in any case; all for no words.
 * @param {readonly string[]} names
 * @param {string} words
 * @returns {number[]}
 */
export function named(names, words) {
  const wanted = words.trim().toLocaleLowerCase();
  return names.flatMap((name, label) => (name.toLocaleLowerCase().includes(wanted) ? [label] : []));
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
