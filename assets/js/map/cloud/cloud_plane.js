/** The cloud of three dimensions among the planes of a map: its key, its box, and the part of the screen it needs. */

import { boxAround, depthOf, directionsOf, mostActive, variancesOf } from "../../maths/cloud.js";
import { klPerDimension } from "../../maths/colouring.js";
import { isFinger } from "../../shared/pointer.js";

/** @typedef {import("../../maths/plane.js").Plane} Plane */
/** @typedef {import("../../maths/codes.js").Latents} Latents */
/** @typedef {import("../../maths/cloud.js").Triple} Triple */

const KEY = /^cloud(?:-(\d+)-(\d+)-(\d+))?$/;
// The window around the box's longest side: its corners stay inside while it turns, with the names beside them.
const ROOM = { u: 1.9, v: 1.6 };

const HOW_TO_TURN = isFinger
  ? "One finger turns the cloud: start sideways. Tap a point to see its image; drag the marker to decode."
  : "Drag to turn the cloud, or use the arrow keys. Click a point to see its image; drag the marker to decode.";

/**
 * Returns what a person should know about the cloud with these layers switched on.
 * @param {readonly string[]} layers keys
 */
export function cloudNote(layers) {
  if (!layers.includes("points")) return "Switch on Points to see the codes; the cloud shows nothing else.";
  return layers.length > 1 ? "The cloud shows the points alone; other layers need a plane." : HOW_TO_TURN;
}

/** @param {string} key of a plane */
export const isCloudKey = (key) => KEY.test(key);

/**
 * Returns the key of a cloud, in which dimensions are counted from 1.
 * @param {readonly number[]} dims
 */
export const keyOfCloud = (dims) => `cloud-${dims.map((dimension) => dimension + 1).join("-")}`;

/**
 * Returns the dimensions in a key; null where it names none, or none that the codes have.
 * @param {string} key
 * @param {number} dimensions D
 * @returns {Triple | null}
 */
function dimsOf(key, dimensions) {
  const [a, b, c] = (KEY.exec(key) ?? []).slice(1).map((text) => Number(text) - 1);
  const isValid = new Set([a, b, c]).size === 3 && [a, b, c].every((at) => at >= 0 && at < dimensions);
  return isValid ? [a, b, c] : null;
}

/**
 * Adds the cloud to the planes of the options, in the second place. Without dimensions in its key it shows the three
 * that are used most, as soon as there are codes.
 * @param {import("../options.js").Options} options
 * @param {Latents | null} latents
 * @returns {import("../options.js").Options}
 */
export function withCloud(options, latents) {
  const isWanted = isCloudKey(options.plane);
  const [first, ...others] = options.planes.filter(({ dims }) => !dims);
  if (options.latentDim < 3) return isWanted ? { ...options, plane: first.key } : options;
  const asked = dimsOf(options.plane, options.latentDim);
  const dims = asked ?? (latents ? mostActive(useOf(latents)) : /** @type {Triple} */ ([0, 1, 2]));
  const isKnown = isWanted && (asked || latents);
  const cloud = { ...cloudPlane(dims, options.latentDim, latents), key: isKnown ? keyOfCloud(dims) : "cloud" };
  const plane = isWanted ? cloud.key : options.plane;
  return { ...options, planes: [first, cloud, ...others], plane };
}

/**
 * Returns how much the codes use each dimension: (D,).
 * @param {Latents} latents
 */
const useOf = (latents) => (latents.logVars ? klPerDimension(latents) : variancesOf(latents));

/**
 * Returns the plane of a cloud without a turn: that of its first two dimensions, through the middle of its box.
 * @param {Triple} dims
 * @param {number} dimensions D
 * @param {Latents | null} latents
 * @returns {Plane}
 */
function cloudPlane(dims, dimensions, latents) {
  const box = latents?.count ? boxAround(latents, dims) : dims.map(() => /** @type {[number, number]} */ ([-3, 3]));
  const unit = (/** @type {number} */ axis) => Array.from({ length: dimensions }, (_, i) => (i === axis ? 1 : 0));
  const origin = new Array(dimensions).fill(0);
  dims.forEach((dimension, i) => (origin[dimension] = (box[i][0] + box[i][1]) / 2));
  const axes = /** @type {[number[], number[]]} */ ([unit(dims[0]), unit(dims[1])]);
  return { key: "cloud", label: "Cloud of three dimensions", origin, axes, names: ["", ""], dims, box };
}

/**
 * Returns half the longest side of a cloud's box.
 * @param {Plane} plane
 */
export const halfOfBox = ({ box = [] }) => Math.max(...box.map(([low, high]) => (high - low) / 2));

/**
 * Returns the part of the facing plane that holds the cloud from every side.
 * @param {Plane} plane of a cloud
 * @returns {import("../../maths/viewport.js").Extent}
 */
export function cloudExtent(plane) {
  const half = halfOfBox(plane);
  return { u: [-ROOM.u * half, ROOM.u * half], v: [-ROOM.v * half, ROOM.v * half] };
}

/**
 * Returns the depth of each code of a turned cloud.
 * @param {Latents} latents
 * @param {Plane} plane
 * @param {import("../../maths/cloud.js").Turn} turn
 */
export const cloudDepth = (latents, plane, turn) => depthOf(latents.codes, plane, turn, 1.2 * halfOfBox(plane));

/**
 * Returns some rows of a turned cloud, the farthest first.
 * @param {readonly number[]} rows
 * @param {Latents} latents
 * @param {Plane} plane
 * @param {import("../../maths/cloud.js").Turn} turn
 */
export function farthestFirst(rows, { codes, dimensions }, { dims = [0, 1, 2] }, turn) {
  const { near } = directionsOf(turn);
  const depth = (/** @type {number} */ row) =>
    dims.reduce((sum, dimension, i) => sum + near[i] * codes[row * dimensions + dimension], 0);
  return [...rows].sort((a, b) => depth(a) - depth(b));
}
