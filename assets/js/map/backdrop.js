/**
 * What lies under the points: the density of all codes, holes in the prior, posteriors. Computed when asked for and
 * kept.
 */

import { rgbOf } from "../shared/classes.js";
import { aggregateDensity, holesBetween, priorDensity } from "../maths/density.js";
import { context2d, element } from "../shared/dom.js";
import { ellipseOf } from "../maths/ellipse.js";
import { codeOf, logVarOf } from "../maths/codes.js";
import { densityContours } from "../plane/contours.js";
import { priorComponents, reachOf } from "../maths/prior.js";
import { planeOf } from "./state.js";
import { TSNE_WORDS } from "./tsne.js";
import { extentOf, toPixels } from "../maths/viewport.js";

const MOST_ELLIPSES = 1200; // in view at once; more would be one grey cloud, and slow
const HOLE = /** @type {[number, number, number]} */ ([214, 69, 32]);
const PRIOR_REACH = 3.2; // standard deviations of the prior that a field covers

/** @typedef {import("../plane/contours.js").Painter} Painter */

/** @param {import("./state.js").State} state */
export function ground(state) {
  /**
   * @type {{places: Float32Array, mixture: import("../maths/prior.js").Mixture | null, codes: import("../maths/density.js").Field, prior: import("../maths/density.js").Field | null, holes: ReturnType<typeof holesBetween> | null} | null}
   */
  let known = null;

  function fields() {
    const { latents, places, options } = state;
    // One latent dimension has no plane, and no code has no density.
    if (!latents?.count || options.latentDim < 2 || planeOf(options).isView) return null;
    if (known?.places === places && known.mixture === state.mixture) return known;
    const plane = planeOf(options);
    const components = latents.isProbabilistic ? priorComponents(plane, state.mixture) : [];
    const extent = withPrior(extentOf(places), components);
    const codes = aggregateDensity(plane, places, latents.logVars, extent);
    const prior = components.length ? priorDensity(components, extent) : null;
    known = { places, mixture: state.mixture, codes, prior, holes: prior && holesBetween(codes, prior) };
    return known;
  }

  return {
    /** The density of the codes on the plane shown, or null. */
    density: () => fields()?.codes ?? null,
    /** The same of the prior. */
    prior: () => fields()?.prior ?? null,

    /**
     * The painters of the layers switched on, bottom first.
     * @param {(label: number) => boolean} isShown
     * @returns {Painter[]}
     */
    painters(isShown) {
      const { layers } = state.options;
      /** @type {Painter[]} */
      const painters = [];
      const field = layers.includes("density") || layers.includes("holes") ? fields() : null;
      if (field && layers.includes("density")) painters.push(heat(field.codes));
      if (field?.holes && layers.includes("holes")) painters.push(holes(field.holes.isHole, field.codes));
      if (layers.includes("ellipses") && !planeOf(state.options).isView) painters.push(posteriors(state, isShown));
      return painters;
    },

    /**
     * A painter of the contours of a prior that is no N(0, I), where they are switched on.
     * @returns {Painter | null}
     */
    priorLines() {
      const prior = state.options.layers.includes("prior") && state.mixture ? fields()?.prior : null;
      return prior ? densityContours(prior) : null;
    },

    /**
     * What the layers switched on say in numbers, and why one of them shows nothing.
     * @returns {string}
     */
    words() {
      const { layers, latentDim } = state.options;
      const latents = state.latents;
      if (!latents) return "";
      if (planeOf(state.options).isView) return TSNE_WORDS;
      const parts = [];
      if ((layers.includes("density") || layers.includes("holes")) && latentDim < 2)
        parts.push("A density needs two latent dimensions.");
      else if (layers.includes("holes")) parts.push(holeWords(fields()?.holes ?? null));
      if (!latents.logVars && layers.includes("ellipses"))
        parts.push("This model's codes are points: it has no posteriors to draw.");
      if (!latents.isProbabilistic && layers.includes("prior")) parts.push("This model has no prior.");
      return parts.join(" ");
    },
  };
}

/** @param {ReturnType<typeof holesBetween> | null} holes */
function holeWords(holes) {
  if (!holes) return "Holes need a prior, and this model has none.";
  const share = holes.share < 0.0005 ? "Less than 0.1 %" : `${(100 * holes.share).toFixed(1)} %`;
  return `${share} of the prior lies in holes (hatched): a new image drawn from there is like no training image.`;
}

/**
 * An extent that also holds the prior.
 * @param {import("../maths/viewport.js").Extent} extent
 * @param {import("../maths/prior.js").Component[]} components
 * @returns {import("../maths/viewport.js").Extent}
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
 * A field as a soft cloud of the theme's colour.
 * @param {import("../maths/density.js").Field} field
 * @returns {Painter}
 */
function heat(field) {
  const most = field.values.reduce((a, b) => Math.max(a, b), 0) || 1;
  let [colour, sheet] = ["", /** @type {HTMLCanvasElement | null} */ (null)];
  return (context, view, _size, theme) => {
    if (!sheet || colour !== theme.primary) {
      colour = theme.primary;
      // The root shows thin places that a linear scale would hide beside the peaks.
      sheet = sheetOf(field, theme.primaryRgb, (value) => 0.8 * Math.sqrt(value / most));
    }
    stretch(context, sheet, field, view);
  };
}

/**
 * @param {Uint8Array} isHole
 * @param {import("../maths/density.js").Field} field
 * @returns {Painter}
 */
function holes(isHole, field) {
  const shown = { ...field, values: Float32Array.from(isHole) };
  /** @type {HTMLCanvasElement | null} */
  let sheet = null;
  return (context, view) => {
    sheet ??= sheetOf(shown, HOLE, (value, at) => value * ((at + Math.floor(at / field.side)) % 4 < 2 ? 0.55 : 0.18));
    stretch(context, sheet, field, view);
  };
}

/**
 * @param {import("../maths/density.js").Field} field
 * @param {[number, number, number]} rgb
 * @param {(value: number, at: number) => number} alpha
 */
function sheetOf({ values, side }, rgb, alpha) {
  const sheet = element("canvas", { width: side, height: side });
  const image = new ImageData(side, side);
  values.forEach((value, at) => image.data.set([...rgb, 255 * alpha(value, at)], 4 * at));
  context2d(sheet).putImageData(image, 0, 0);
  return sheet;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} sheet
 * @param {import("../maths/density.js").Field} field
 * @param {import("../maths/viewport.js").View} view
 */
function stretch(context, sheet, { extent }, view) {
  const [[left, top], [right, bottom]] = [
    toPixels(view, extent.u[0], extent.v[1]),
    toPixels(view, extent.u[1], extent.v[0]),
  ];
  context.drawImage(sheet, left, top, right - left, bottom - top);
}

/**
 * One standard deviation of each posterior in view.
 * @param {import("./state.js").State} state
 * @param {(label: number) => boolean} isShown
 * @returns {Painter}
 */
function posteriors(state, isShown) {
  return (context, view, [width, height]) => {
    const { latents, places, options, colouring } = state;
    if (!latents?.logVars || !colouring) return;
    const rows = [];
    for (let row = 0; row < latents.count; row++) {
      const [x, y] = toPixels(view, places[2 * row], places[2 * row + 1]);
      if (x > 0 && y > 0 && x < width && y < height && isShown(latents.labels[row])) rows.push(row);
    }
    const [plane, step] = [planeOf(options), Math.ceil(rows.length / MOST_ELLIPSES)];
    Object.assign(context, { lineWidth: 1, globalAlpha: 0.55 });
    for (let i = 0; i < rows.length; i += Math.max(1, step)) {
      const { centre, radii, angle } = ellipseOf(plane, codeOf(latents, rows[i]), logVarOf(latents, rows[i]) ?? []);
      const [x, y] = toPixels(view, ...centre);
      context.strokeStyle = `rgb(${rgbOf(colouring.colours[colouring.tints[rows[i]] % colouring.colours.length])})`;
      context.beginPath();
      context.ellipse(x, y, radii[0] * view.scale, radii[1] * view.scale, -angle, 0, 2 * Math.PI);
      context.stroke();
    }
    context.globalAlpha = 1;
  };
}
