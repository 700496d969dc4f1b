/** What a run's reports mean for the live view: points of curves, words, remaining time. Pure. */

/** @typedef {{reconstruction: number, kl: number | null, kl_per_dim: number[] | null, elbo: number | null}} Terms */
/**
 * @typedef {object} Report one line of metrics.jsonl; all terms in nats per image
 * @property {number} step @property {number} epoch @property {number} progress 0 to 1 @property {number} seconds
 * @property {Terms | null} train @property {Terms | null} validation @property {number} beta
 * @property {number} learning_rate @property {number} images_per_second @property {string} stop_reason @property {string} message
 */
/** @typedef {{x: number[], y: number[]}} Points */

/** The curves, in the order in which they are drawn. */
export const CURVES = /** @type {const} */ ([
  { key: "reconstruction", split: "train" },
  { key: "reconstruction", split: "validation" },
  { key: "kl", split: "train" },
  { key: "kl", split: "validation" },
  { key: "elbo", split: "train" },
  { key: "elbo", split: "validation" },
]);

/** The new points of each curve, in the order of CURVES; -ELBO goes upwards as a loss. @param {Report[]} reports @returns {Points[]} */
export function curvePoints(reports) {
  return CURVES.map(({ key, split }) => {
    const points = /** @type {Points} */ ({ x: [], y: [] });
    for (const report of reports) {
      const value = report[split]?.[key];
      if (value === null || value === undefined) continue;
      points.x.push(report.epoch);
      points.y.push(key === "elbo" ? -value : value);
    }
    return points;
  });
}

/** Every second point of a long curve, its last one always kept. @param {Points} points @param {number} most @returns {Points} */
export function thinned({ x, y }, most) {
  if (x.length <= most) return { x, y };
  const stays = (/** @type {unknown} */ _, /** @type {number} */ at) => at % 2 === (x.length - 1) % 2;
  return thinned({ x: x.filter(stays), y: y.filter(stays) }, most);
}

/** Time until the end, in words. @param {Report} report */
export function remaining({ progress, seconds }) {
  if (progress <= 0.01 || seconds < 0.5) return "estimating the time";
  const left = (seconds * (1 - progress)) / progress;
  if (left < 1) return "done in a moment";
  if (left < 90) return `about ${Math.max(1, Math.round(left))} s left`;
  return left < 5400 ? `about ${Math.round(left / 60)} min left` : `about ${(left / 3600).toFixed(1)} h left`;
}

const STATES = /** @type {Record<string, string>} */ ({
  queued: "Waiting for its turn", running: "Training", finished: "Finished", time: "Finished", converged: "Converged",
  stopped: "Stopped", diverged: "Diverged", interrupted: "Interrupted", failed: "Failed", cancelled: "Cancelled",
});

/** A run's status as people say it. @param {string} status */
export const stateWords = (status) => STATES[status] ?? status;

/** A number with as many digits as a reader wants. @param {number | null | undefined} value @param {number} [digits] */
export function shown(value, digits = 1) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
}

/** The two latent dimensions to show: those that carry most, by KL, or the first two. @param {number[] | null | undefined} klPerDim @param {number} size @returns {[number, number]} */
export function chosenDims(klPerDim, size) {
  if (size < 2) return [0, 0];
  if (!klPerDim || klPerDim.length < 3) return [0, 1];
  const order = klPerDim.map((nats, dim) => ({ nats, dim })).sort((a, b) => b.nats - a.nats);
  return [Math.min(order[0].dim, order[1].dim), Math.max(order[0].dim, order[1].dim)];
}
