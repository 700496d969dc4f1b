/**
 * The layers that a map can show, one file each, in the order of their switches. Layers that paint in the same place
 * (see layer.js) paint in this order too.
 */

import { density } from "./density.js";
import { ellipses } from "./ellipses.js";
import { grid } from "./grid.js";
import { holes } from "./holes.js";
import { outlines } from "./outlines.js";
import { points } from "./points.js";
import { prior } from "./prior.js";

/** @type {readonly import("./layer.js").Layer[]} */
export const LAYERS = [points, grid, density, prior, holes, ellipses, outlines];

/**
 * Returns the shown layers with `key` added or left out, in the order of the registry.
 * @param {readonly string[]} layers
 * @param {string} key
 * @param {boolean} isOn
 * @returns {string[]}
 */
export function withLayer(layers, key, isOn) {
  return LAYERS.map((layer) => layer.key).filter((each) => (each === key ? isOn : layers.includes(each)));
}
