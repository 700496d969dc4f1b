/** The options of the map, with their defaults, and what changed between two sets of them. Pure. */

import { isCloudKey } from "./cloud/cloud_plane.js";
import { CLASS_COLOURS } from "../shared/classes.js";
import { START_TURN, turnOfAngle } from "../maths/cloud.js";
import { dimensionPlane } from "../maths/plane.js";

/**
 * @typedef {object} ViewState what a person may choose in the map
 * @property {string} plane key of the plane shown
 * @property {readonly string[]} layers keys of those shown
 * @property {string} colour by what the points are coloured
 * @property {number} gridSide images on a side of the manifold grid
 * @property {"even" | "quantile"} grid its places: even in the window, or quantiles of the prior
 * @property {"test" | "all"} split whose images are shown
 * @property {readonly [number, number][]} area whose images are selected: corners on the plane; empty: none
 * @property {number | null} image row in the data set of the chosen image
 * @property {readonly [number, number] | null} angle of the cloud after the last turn, whole degrees; null: the start
 */

/**
 * @typedef {object} Options
 * @property {string} runUrl where the run's files are, without a slash at the end
 * @property {readonly [number, number, number]} shape [C, H, W]
 * @property {readonly string[]} classNames
 * @property {number} latentDim D
 * @property {readonly import("../maths/plane.js").Plane[]} planes none: the first two dimensions
 * @property {string} plane key of the plane shown
 * @property {import("../maths/cloud.js").Turn} turn of the cloud now; it starts at `angle`
 * @property {readonly [number, number] | null} angle of the cloud after the last turn, whole degrees; null: the start
 * @property {readonly number[] | null} z (D,) where the marker starts; null: the plane's origin
 * @property {readonly string[]} layers keys of those shown
 * @property {string} colour by what the points are coloured
 * @property {number} gridSide images on a side of the manifold grid
 * @property {"even" | "quantile"} grid its places: even in the window, or quantiles of the prior
 * @property {"test" | "all"} split whose images are shown
 * @property {readonly [number, number][]} area whose images are selected: corners on the plane; empty: none
 * @property {number | null} image row in the data set of the chosen image
 * @property {boolean} hasOwnPrior whether the run has a prior.json: another prior than N(0, I)
 * @property {boolean} isConditional whether encoder and decoder are conditioned on the label
 * @property {readonly string[]} factorNames of made images
 * @property {readonly string[]} colours by class, #rrggbb
 * @property {readonly string[]} embeddings keys of the views that the server can compute
 * @property {string} drawUrl the page on which a class is drawn; empty: this page has no server
 * @property {boolean} fillsWindow whether the map takes the height that the window leaves
 * @property {number} below pixels of that height which it leaves to what follows it
 * @property {"free" | "locked" | "hidden"} layersControl what a task makes of the layers' switches
 * @property {string | number} version a change of it: the run's files have changed and are read again
 * @property {(index: number) => void} onTake a person chose the image in this row of the data set
 * @property {(z: number[]) => void} onRelease once after each movement that changed z
 * @property {(state: ViewState) => void} onChange a person chose another plane, or switched a layer
 */

const DEFAULTS = {
  classNames: [],
  planes: [],
  plane: "",
  turn: START_TURN,
  angle: null,
  z: null,
  layers: /** @type {const} */ (["points"]),
  colour: "class",
  gridSide: 20,
  grid: /** @type {const} */ ("even"),
  split: /** @type {const} */ ("test"),
  area: [],
  image: null,
  hasOwnPrior: false,
  isConditional: false,
  factorNames: [],
  colours: CLASS_COLOURS,
  embeddings: [],
  drawUrl: "",
  fillsWindow: false,
  below: 0,
  layersControl: /** @type {const} */ ("free"),
  version: "",
  onTake: () => undefined,
  onRelease: () => undefined,
  onChange: () => undefined,
};

/**
 * Returns the options with defaults for what is missing, null or undefined; an error where they cannot work.
 * @param {Partial<Options>} given
 * @returns {Options}
 */
export function complete(given) {
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
  const options = /** @type {Options} */ (/** @type {unknown} */ ({ ...DEFAULTS, ...known }));
  if (!options.runUrl) throw new Error("runUrl is missing; give the address of a run");
  if (!(options.latentDim >= 1)) throw new Error(`latentDim is ${options.latentDim}; it must be 1 or more`);
  if (options.shape?.length !== 3) throw new Error(`shape is [${options.shape}]; it must be [channels, height, width]`);
  const planes = options.planes.length ? options.planes : [dimensionPlane(options.latentDim)];
  const wrong = planes.find(({ origin, axes }) =>
    [origin, ...axes].some((vector) => vector.length !== options.latentDim),
  );
  if (wrong) throw new Error(`plane '${wrong.key}' is not of ${options.latentDim} dimensions`);
  if (options.z && options.z.length !== options.latentDim)
    throw new Error(`z has ${options.z.length} numbers; the model has ${options.latentDim}`);
  // A plane through images and a cloud are made when their codes are there.
  const isKnown =
    options.plane.startsWith("at-") ||
    isCloudKey(options.plane) ||
    options.embeddings.includes(options.plane) ||
    planes.some(({ key }) => key === options.plane);
  const plane = isKnown ? options.plane : planes[0].key;
  const turn = turnOfAngle(options.angle);
  return { ...options, runUrl: options.runUrl.replace(/\/+$/, ""), planes, plane, turn };
}

/**
 * Returns the part of the options that a person may change in the map, always in this order.
 * @param {Options} options
 * @returns {ViewState}
 */
export function viewOf({ plane, layers, colour, gridSide, grid, split, area, image, angle }) {
  return { plane, layers, colour, gridSide, grid, split, area, image, angle };
}

/**
 * Returns whether any of the named options differs.
 * @param {Options} before
 * @param {Options} after
 * @param {(keyof Options)[]} names
 */
export function differs(before, after, names) {
  return names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
