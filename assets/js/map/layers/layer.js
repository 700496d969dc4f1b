/** The parts of a layer of the map, as types. */

/** @typedef {import("../../plane/contours.js").Painter} Painter */

/**
 * @typedef {object} Scene what a layer can look at
 * @property {Readonly<import("../state.js").State>} state
 * @property {ReturnType<typeof import("./density_fields.js").densityFields>} fields densities, computed when asked for
 * @property {(label: number) => boolean} isShown whether the points of a class are shown
 */

/**
 * @typedef {object} Painting what a layer adds to the map
 * @property {Painter} [backdrop] below everything else
 * @property {Painter} [grid] above the backdrop, below the points
 * @property {boolean} [points] whether the points are shown
 * @property {Painter} [overlay] above the points, below the marker
 */

/**
 * @typedef {object} Layer
 * @property {string} key its name in addresses and options
 * @property {string} name its name on the page
 * @property {string} letter the key on the keyboard that switches it
 * @property {string} meaning what it shows, for the switch's hint
 * @property {(scene: Scene) => Painting} paint
 * @property {(scene: Scene) => string} notes a sentence about what is shown, or the reason why nothing is; or ""
 */

export {};
