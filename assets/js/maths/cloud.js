/**
 * Codes in three of their dimensions, seen from any side: a plane that turns, and the depth behind it. Pure.
 * The projection is parallel, so that a place on the turned plane has an exact code. Angles are in radians.
 */

/** @typedef {[number, number, number]} Triple three numbers, one for each dimension of the cloud */
/**
 * @typedef {object} Turn what the cloud is seen from
 * @property {number} yaw to the right of the first two dimensions' plane
 * @property {number} pitch above it, from -pi/2 to pi/2
 */

/** @type {Turn} all three dimensions have room */
export const START_TURN = { yaw: 0.6, pitch: 0.35 };
export const DEPTHS = 4; // steps from the farthest points to the nearest
const BUCKETS = 256; // of the sort by depth

/**
 * Returns three directions at right angles in the cloud's dimensions: to the right and up on the screen, and towards
 * the viewer. Without a turn they are the first, the second and the third dimension.
 * @param {Turn} turn
 * @returns {{right: Triple, up: Triple, near: Triple}}
 */
export function directionsOf({ yaw, pitch }) {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  return { right: [cy, 0, -sy], up: [-sy * sp, cp, -cy * sp], near: [sy * cp, sp, cy * cp] };
}

/**
 * Returns the same angle between -pi and pi.
 * @param {number} angle
 */
export const wrapped = (angle) => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

/**
 * Returns the turn after a drag on a globe of this radius: what is near follows the pointer.
 * @param {Turn} turn
 * @param {number} right pixels
 * @param {number} down pixels
 * @param {number} radius pixels
 * @returns {Turn}
 */
export function turnedBy({ yaw, pitch }, right, down, radius) {
  const most = Math.PI / 2;
  return { yaw: wrapped(yaw - right / radius), pitch: Math.min(most, Math.max(-most, pitch + down / radius)) };
}

/**
 * Returns a turn in whole degrees, for an address: to the right, then above; null: the start.
 * @param {Turn} turn
 * @returns {[number, number] | null}
 */
export function angleOf({ yaw, pitch }) {
  if (yaw === START_TURN.yaw && pitch === START_TURN.pitch) return null;
  const [right, above] = [yaw, pitch].map((angle) => Math.round((180 * angle) / Math.PI) + 0); // + 0: no minus zero
  return [right, above];
}

/**
 * Returns the turn of an angle in degrees, within the limits of a turn.
 * @param {readonly [number, number] | null} angle
 * @returns {Turn}
 */
export function turnOfAngle(angle) {
  if (!angle) return START_TURN;
  const [yaw, pitch] = angle.map((degrees) => (Math.PI * degrees) / 180);
  return { yaw: wrapped(yaw), pitch: Math.min(Math.PI / 2, Math.max(-Math.PI / 2, pitch)) };
}

/**
 * Returns the turn in words, in degrees.
 * @param {Turn} turn
 */
export function turnInWords({ yaw, pitch }) {
  const [around, above] = [-yaw, pitch].map((angle) => Math.round((180 * angle) / Math.PI));
  const [side, height] = [around < 0 ? "left" : "right", above < 0 ? "below" : "above"];
  return `Turned by ${Math.abs(around)} degrees to the ${side}, seen from ${Math.abs(above)} degrees ${height}.`;
}

/**
 * Returns the plane that a viewer of the turned cloud faces.
 * @template {import("./plane.js").Plane} Plane
 * @param {Plane} plane of a cloud
 * @param {Turn} turn
 * @returns {Plane}
 */
export function facingPlane(plane, turn) {
  const { right, up } = directionsOf(turn);
  const [u, v] = [right, up].map((direction) => spread(plane, direction));
  return { ...plane, axes: [u, v] };
}

/**
 * Returns a direction of the cloud as one of latent space: (3,) -> (D,).
 * @param {import("./plane.js").Plane} plane of a cloud
 * @param {Triple} direction
 */
function spread({ origin, dims = [0, 1, 2] }, direction) {
  const vector = new Array(origin.length).fill(0);
  dims.forEach((dimension, i) => (vector[dimension] = direction[i]));
  return vector;
}

/**
 * Returns the order of the points from the farthest to the nearest, and the step of each point's depth.
 * @param {Float32Array} codes (N * D,)
 * @param {import("./plane.js").Plane} plane of a cloud
 * @param {Turn} turn
 * @param {number} reach half the depth that the steps share
 * @returns {{order: Uint32Array, steps: Uint8Array}} rows (N,); by row 0 to DEPTHS - 1
 */
export function depthOf(codes, { origin, dims = [0, 1, 2] }, turn, reach) {
  const [size, [a, b, c]] = [origin.length, dims];
  const [x, y, z] = directionsOf(turn).near;
  const shift = x * origin[a] + y * origin[b] + z * origin[c];
  const count = codes.length / size;
  const [buckets, steps] = [new Uint8Array(count), new Uint8Array(count)];
  const starts = new Uint32Array(BUCKETS + 1);
  for (let n = 0, at = 0; n < count; n++, at += size) {
    const depth = x * codes[at + a] + y * codes[at + b] + z * codes[at + c] - shift;
    // Not by Math.floor: a number that is none becomes 0.
    const bucket = Math.min(BUCKETS - 1, Math.max(0, (0.5 + depth / reach / 2) * BUCKETS)) | 0;
    buckets[n] = bucket;
    steps[n] = (bucket * DEPTHS) / BUCKETS;
    starts[bucket + 1]++;
  }
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1] += starts[bucket];
  const order = new Uint32Array(count);
  for (let n = 0; n < count; n++) order[starts[buckets[n]]++] = n;
  return { order, steps };
}

/**
 * Returns the variance of the codes in each dimension: (D,).
 * @param {import("./codes.js").Latents} latents
 */
export function variancesOf({ codes, dimensions, count }) {
  return Array.from({ length: dimensions }, (_, i) => {
    let [sum, squares] = [0, 0];
    for (let n = 0; n < count; n++)
      [sum, squares] = [sum + codes[n * dimensions + i], squares + codes[n * dimensions + i] ** 2];
    return count ? Math.max(0, squares / count - (sum / count) ** 2) : 0;
  });
}

/**
 * Returns the three dimensions that are used most, the most used one first; of equal ones, the first.
 * @param {readonly number[]} use (D,) D >= 3: the mean KL, or without a posterior the variance of the codes
 * @returns {Triple}
 */
export function mostActive(use) {
  const order = use.map((_, i) => i).sort((a, b) => use[b] - use[a]);
  return [order[0], order[1], order[2]];
}

/**
 * Returns the box that holds the codes in three dimensions, as the map's extents do: without the outermost points.
 * @param {import("./codes.js").Latents} latents
 * @param {Triple} dims
 * @returns {[number, number][]} [low, high] of each of the three
 */
export function boxAround({ codes, dimensions, count }, dims) {
  const stride = Math.max(1, Math.floor(count / 20000));
  return dims.map((dimension) => {
    const sorted = Float32Array.from({ length: Math.ceil(count / stride) }, (_, i) => {
      return codes[i * stride * dimensions + dimension];
    }).sort();
    const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    const [low, high] = [at(0.002), at(0.998)];
    return high > low ? [low, high] : [low - 1, high + 1];
  });
}
