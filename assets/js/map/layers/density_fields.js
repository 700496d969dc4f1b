/** Densities on the plane shown: of all codes, of the prior, and the holes between them; computed once a plane. */

import { aggregateDensity, holesBetween, priorDensity } from "../../maths/density.js";
import { priorComponents, reachOf } from "../../maths/prior.js";
import { extentOf, toPixels } from "../../maths/viewport.js";
import { context2d, element } from "../../shared/dom.js";
import { planeOf } from "../state.js";

/** @typedef {import("../../maths/density.js").Field} Field */
/** @typedef {import("../../maths/viewport.js").Extent} Extent */

/**
 * @typedef {object} Fields
 * @property {Float32Array} places from which they were computed
 * @property {import("../../maths/prior.js").Mixture | null} mixture
 * @property {Field} codes
 * @property {Field | null} prior
 * @property {ReturnType<typeof holesBetween> | null} holes
 */

const PRIOR_REACH = 3.2; // standard deviations of the prior that a field covers

/**
 * Returns the densities, each null where there is none: on a view, or with one latent dimension.
 * @param {Readonly<import("../state.js").State>} state
 */
export function densityFields(state) {
  /** @type {Fields | null} */
  let known = null;

  function fields() {
    const { latents, places, mixture, options } = state;
    const plane = planeOf(options);
    if (!latents?.count || options.latentDim < 2 || plane.isView) return null;
    if (known?.places === places && known.mixture === mixture) return known;
    const components = latents.isProbabilistic ? priorComponents(plane, mixture) : [];
    const extent = withPrior(extentOf(places), components);
    const codes = aggregateDensity(plane, places, latents.logVars, extent);
    const prior = components.length ? priorDensity(components, extent) : null;
    known = { places, mixture, codes, prior, holes: prior && holesBetween(codes, prior) };
    return known;
  }

  return {
    codes: () => fields()?.codes ?? null,
    prior: () => fields()?.prior ?? null,
    holes: () => fields()?.holes ?? null,
  };
}

/**
 * Returns the note of a layer that needs a plane, where the model has one latent dimension; or "".
 * @param {import("./layer.js").Scene} scene
 */
export const needsTwoDimensions = ({ state }) =>
  state.options.latentDim < 2 ? "A density needs two latent dimensions." : "";

/**
 * Returns an extent that also holds the prior.
 * @param {Extent} extent
 * @param {import("../../maths/prior.js").Component[]} components
 * @returns {Extent}
 */
function withPrior({ u, v }, components) {
  if (!components.length) return { u, v };
  const reach = reachOf(components, PRIOR_REACH);
  return {
    u: [Math.min(u[0], reach.u[0]), Math.max(u[1], reach.u[1])],
    v: [Math.min(v[0], reach.v[0]), Math.max(v[1], reach.v[1])],
  };
}

/**
 * Returns a field as a canvas of one colour, a pixel a cell.
 * @param {Field} field
 * @param {[number, number, number]} rgb
 * @param {(value: number, at: number) => number} alpha 0 to 1, of a cell
 */
export function tinted({ values, side }, rgb, alpha) {
  const sheet = element("canvas", { width: side, height: side });
  const image = new ImageData(side, side);
  values.forEach((value, at) => image.data.set([...rgb, 255 * alpha(value, at)], 4 * at));
  context2d(sheet).putImageData(image, 0, 0);
  return sheet;
}

/**
 * Draws such a canvas over the extent of its field.
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} sheet
 * @param {Field} field
 * @param {import("../../maths/viewport.js").View} view
 */
export function stretched(context, sheet, { extent }, view) {
  const [left, top] = toPixels(view, extent.u[0], extent.v[1]);
  const [right, bottom] = toPixels(view, extent.u[1], extent.v[0]);
  context.drawImage(sheet, left, top, right - left, bottom - top);
}
