/** The layers a map can show: their names, what they mean, and the letter that switches each. Pure. */

/** @typedef {"points" | "grid" | "density" | "prior" | "holes" | "ellipses" | "outlines"} Layer */

/** @type {readonly {key: Layer, name: string, letter: string, meaning: string}[]} */
export const LAYERS = [
  { key: "points", name: "Points", letter: "p", meaning: "Each image's code: the mean of its posterior" },
  { key: "grid", name: "Manifold grid", letter: "g", meaning: "What the decoder draws all over the plane" },
  {
    key: "density",
    name: "Density of all codes",
    letter: "d",
    meaning: "The aggregate posterior: all posteriors together",
  },
  {
    key: "prior",
    name: "Prior: 1, 2, 3 sd",
    letter: "c",
    meaning: "Contours of N(0, I), from which new images are drawn",
  },
  { key: "holes", name: "Holes", letter: "h", meaning: "Where the prior expects codes and the data have hardly any" },
  { key: "ellipses", name: "Posteriors: 1 sd", letter: "e", meaning: "How sure the encoder is of each code, to scale" },
  {
    key: "outlines",
    name: "Class outlines",
    letter: "o",
    meaning: "The hull of the middle three quarters of each class, and its name at its median",
  },
];

/**
 * The layers without `key`, or with it, in the table's order.
 * @param {readonly string[]} layers
 * @param {string} key
 * @param {boolean} isOn
 * @returns {Layer[]}
 */
export function withLayer(layers, key, isOn) {
  return LAYERS.map((layer) => layer.key).filter((each) => (each === key ? isOn : layers.includes(each)));
}
