/**
 * The part of the plane that a map shows: data (u, v) to pixels (x, y), one scale for both axes so that shapes keep
 * their proportions, v upwards. Pure: each function returns a new view.
 */

/** @typedef {{scale: number, x0: number, y0: number}} View x = u * scale + x0, y = y0 - v * scale */
/** @typedef {{u: [number, number], v: [number, number]}} Extent */

const ZOOM_RANGE = [0.3, 60]; // times the fitted scale

/**
 * @param {View} view
 * @param {number} u
 * @param {number} v
 * @returns {[number, number]}
 */
export const toPixels = (view, u, v) => [u * view.scale + view.x0, view.y0 - v * view.scale];

/**
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export const toData = (view, x, y) => [(x - view.x0) / view.scale, (view.y0 - y) / view.scale];

/**
 * Returns the extent of all but the outermost points (0.2 % on each side are left out, so that one outlier does not
 * shrink the rest), with a margin.
 * @param {Float32Array} places (N, 2) flat
 * @returns {Extent}
 */
export function extentOf(places) {
  const stride = Math.max(1, Math.floor(places.length / 2 / 20000));
  const side = (/** @type {0 | 1} */ axis) => {
    const values = [];
    for (let n = axis; n < places.length; n += 2 * stride) if (Number.isFinite(places[n])) values.push(places[n]);
    const sorted = Float32Array.from(values).sort();
    const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    const [low, high] = [at(0.002), at(0.998)];
    const margin = 0.07 * (high - low) || 1;
    return /** @type {[number, number]} */ ([low - margin, high + margin]);
  };
  return places.length ? { u: side(0), v: side(1) } : { u: [-3, 3], v: [-3, 3] };
}

/**
 * Returns the view that just contains the extent.
 * @param {Extent} extent
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function fit({ u, v }, width, height) {
  const scale = Math.min(width / (u[1] - u[0]), height / (v[1] - v[0]));
  return centred(scale, (u[0] + u[1]) / 2, (v[0] + v[1]) / 2, width, height);
}

/**
 * @param {number} scale
 * @param {number} u
 * @param {number} v
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
function centred(scale, u, v, width, height) {
  return { scale, x0: width / 2 - u * scale, y0: height / 2 + v * scale };
}

/**
 * @param {View} view
 * @param {number} dx
 * @param {number} dy
 * @returns {View}
 */
export const panned = (view, dx, dy) => ({ ...view, x0: view.x0 + dx, y0: view.y0 + dy });

/**
 * Returns the view zoomed by a factor around the pixel (x, y).
 * @param {View} view
 * @param {number} factor
 * @param {number} x
 * @param {number} y
 * @param {View} fitted bounds the zoom
 * @returns {View}
 */
export function zoomed(view, factor, x, y, fitted) {
  const [least, most] = ZOOM_RANGE.map((bound) => bound * fitted.scale);
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x0: x + (view.x0 - x) * ratio, y0: y + (view.y0 - y) * ratio };
}

/**
 * Returns the view for a window of another size: same centre, and as much zoomed against the fitted view.
 * @param {View} view
 * @param {[number, number]} before
 * @param {[number, number]} after
 * @param {number} ratio of the fitted scales
 * @returns {View}
 */
export function resized(view, before, after, ratio) {
  const [u, v] = toData(view, before[0] / 2, before[1] / 2);
  return centred(view.scale * ratio, u, v, after[0], after[1]);
}

/**
 * Returns the view a share t (0 to 1) of the way from one to another.
 * @param {View} from
 * @param {View} to
 * @param {number} t
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function between(from, to, t, width, height) {
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * t;
  const [a, b] = [toData(from, width / 2, height / 2), toData(to, width / 2, height / 2)];
  const scale = Math.exp(mix(Math.log(from.scale), Math.log(to.scale)));
  return centred(scale, mix(a[0], b[0]), mix(a[1], b[1]), width, height);
}
