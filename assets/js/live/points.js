/** A run's reports as the live view shows them: points of curves, words, remaining time. Pure. */

/** @typedef {{reconstruction: number, kl: number | null, kl_per_dim: number[] | null, elbo: number | null}} Terms */
/**
 * @typedef {object} Report one line of metrics.jsonl; all terms in nats per image
 * @property {number} step
 * @property {number} epoch
 * @property {number} progress 0 to 1
 * @property {number} seconds
 * @property {Terms | null} train
 * @property {Terms | null} validation
 * @property {number} beta
 * @property {number} learning_rate
 * @property {number} images_per_second
 * @property {string} stop_reason
 * @property {string} message
 */
/**
 * @typedef {object} RunEvent another line of metrics.jsonl: what was done to the run, after which step
 * @property {string} event
 * @property {number} step
 * @property {number} epoch
 * @property {number | string | null} [value]
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

/**
 * The new points of each curve, in the order of CURVES; -ELBO goes upwards as a loss.
 * @param {Report[]} reports
 * @returns {Points[]}
 */
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

/**
 * At most so many points of a long curve, evenly spread along x however often it was thinned before; the first and the
 * last stay.
 * @param {Points} points x rising
 * @param {number} most
 * @returns {Points}
 */
export function thinned({ x, y }, most) {
  const kept = keptAt(x, most);
  return { x: kept.map((at) => x[at]), y: kept.map((at) => y[at]) };
}

/**
 * Returns those that stay.
 * @param {number[]} x rising
 * @param {number} most
 * @returns {number[]}
 */
export function keptAt(x, most) {
  if (x.length <= most) return x.map((_, at) => at);
  const [start, width] = [x[0], (x[x.length - 1] - x[0]) / (most - 1) || 1];
  const slot = (/** @type {number} */ at) => Math.floor((x[at] - start) / width);
  return x
    .map((_, at) => at)
    .filter((at) => at === 0 || at === x.length - 1 || (slot(at) > 0 && slot(at) !== slot(at + 1)));
}

const ROOM = 0.08; // above and below the curves of a close-up, as a share of their height

/**
 * From where to where a close-up shows: what the curves did in the second half of x; null where nothing is there.
 * @param {Points[]} curves
 * @returns {[number, number] | null}
 */
export function closeRange(curves) {
  const last = Math.max(...curves.map(({ x }) => x.at(-1) ?? -Infinity));
  const values = curves.flatMap(({ x, y }) => y.filter((value, at) => x[at] >= last / 2 && Number.isFinite(value)));
  if (!values.length) return null;
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const room = ROOM * (high - low) || 1;
  return [low - room, high + room];
}

/**
 * The report that holds at a moment: the last one until then; null before the first.
 * @param {readonly Report[]} reports rising
 * @param {number} epoch
 */
export const reportAt = (reports, epoch) => reports.findLast((report) => report.epoch <= epoch + 1e-9) ?? null;

/**
 * The generalisation gap in nats: -ELBO of the latest validation minus the mean -ELBO of the training since the
 * validation before it. The reconstruction loss for a model without a KL; null before the first validation.
 * @param {readonly Report[]} reports rising
 * @returns {number | null}
 */
export function generalisationGap(reports) {
  let validated = null;
  const trained = [];
  for (let at = reports.length - 1; at >= 0; at -= 1) {
    const { train, validation } = reports[at];
    if (validation && validated) break;
    validated = validation ?? validated;
    if (validated && train) trained.push(cost(train));
  }
  if (!validated || !trained.length) return null;
  return cost(validated) - trained.reduce((sum, each) => sum + each, 0) / trained.length;
}

/** @param {Terms} terms */
const cost = ({ reconstruction, kl }) => reconstruction + (kl ?? 0);

/**
 * Tells whether a training is over while its last files are still being written: its last report ends it, and it was
 * not resumed from there.
 * @param {Report | undefined} last
 * @param {number} resumedAt the step at which it was resumed last; -1: never
 * @param {string} status of the run on the server
 */
export const isSaving = (last, resumedAt, status) =>
  Boolean(last?.stop_reason) && resumedAt < (last?.step ?? 0) && ["running", "paused"].includes(status);

/**
 * Time until the end as text.
 * @param {Report} report
 */
export function remaining({ progress, seconds }) {
  if (progress <= 0.01 || seconds < 0.5) return "estimating the time";
  const left = (seconds * (1 - progress)) / progress;
  if (left < 1) return "done in a moment";
  if (left < 90) return `about ${Math.max(1, Math.round(left))} s left`;
  return left < 5400 ? `about ${Math.round(left / 60)} min left` : `about ${(left / 3600).toFixed(1)} h left`;
}

const STATES = /** @type {Record<string, string>} */ ({
  asked: "Starting",
  queued: "Queued",
  running: "Running",
  paused: "Paused",
  starting: "Restarting",
  lost: "Lost",
  saving: "Saving", // trained to its end; its last files are being written
  finished: "Finished",
  time: "Finished",
  converged: "Finished",
  stopped: "Stopped",
  diverged: "Diverged",
  interrupted: "Interrupted",
  failed: "Failed",
  cancelled: "Cancelled",
  recorded: "Recorded training",
});

/**
 * A run's status as people say it.
 * @param {string} status
 */
export const stateWords = (status) => STATES[status] ?? status;

/**
 * A number with as many digits as a reader wants.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function shown(value, digits = 1) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString("en", format).replace("-", "−");
}

/**
 * A number to so many significant digits, without idle zeros.
 * @param {number} value
 * @param {number} [digits]
 */
export const significant = (value, digits = 3) => String(Number(value.toPrecision(digits))).replaceAll("-", "−");

/**
 * Round numbers from low to high: each power of the base times each of `within`.
 * @param {number} low
 * @param {number} high
 * @param {number[]} within
 * @param {number} [base]
 * @returns {number[]}
 */
export function ladder(low, high, within, base = 10) {
  const numbers = [];
  const first = Math.floor(Math.log(low) / Math.log(base) - 1e-9);
  for (let power = first; base ** power <= high * 1.001; power++)
    numbers.push(...within.map((times) => Number((times * base ** power).toPrecision(12))));
  return numbers.filter((value) => value > low * 0.999 && value < high * 1.001);
}

/**
 * The place of the number in `numbers` that is nearest, by factors.
 * @param {number[]} numbers
 * @param {number} value
 */
export function nearest(numbers, value) {
  const far = (/** @type {number} */ number) =>
    Math.abs(Math.log(Math.max(number, 1e-9)) - Math.log(Math.max(value, 1e-9)));
  return numbers.reduce((best, number, at) => (far(number) < far(numbers[best]) ? at : best), 0);
}

export const CLEARLY = 1.2; // times as much KL as a dimension that is shown, before another takes its place

/**
 * The two latent dimensions to show: those that carry most, by KL, or the first two. Those shown `before` stay unless
 * others carry clearly more, so that the axes do not change at every report.
 * @param {number[] | null | undefined} klPerDim
 * @param {number} size
 * @param {[number, number]} [before]
 * @returns {[number, number]}
 */
export function chosenDims(klPerDim, size, before) {
  if (size < 2) return [0, 0];
  if (!klPerDim || klPerDim.length < 3) return [0, 1];
  const weighed = klPerDim.map((nats, dim) => ({ dim, nats: before?.includes(dim) ? CLEARLY * nats : nats }));
  const [first, second] = weighed.sort((a, b) => b.nats - a.nats);
  return [Math.min(first.dim, second.dim), Math.max(first.dim, second.dim)];
}

/**
 * The dimensions a bar is drawn for: all, or where these are too many the `most` with the largest KL.
 * @param {number[]} klPerDim
 * @param {number} most
 * @returns {number[]}
 */
export function shownDims(klPerDim, most) {
  const dims = klPerDim.map((_, dim) => dim);
  return dims.length <= most ? dims : dims.sort((a, b) => klPerDim[b] - klPerDim[a]).slice(0, most);
}

/**
 * Returns the number of active dimensions as text.
 * @param {number[]} klPerDim
 */
export function carriedWords(klPerDim) {
  const count = klPerDim.filter((nats) => nats > CARRIES).length;
  const all = klPerDim.length;
  if (all === 1) return `the one latent dimension carries ${count ? shown(klPerDim[0]) : `less than ${CARRIES}`} nats`;
  const which = count < all ? `${count} of ${all}` : all === 2 ? "both" : `all ${all}`;
  return `${which} dimensions carry more than ${CARRIES} nats`;
}

const CARRIES = 0.1; // nats; below it a dimension tells next to nothing about an image

const REACH = 2.3; // standard deviations of the prior that the plane always shows: a scale for the codes' spread

/**
 * An extent that holds the standard normal prior, too.
 * @param {import("../maths/viewport.js").Extent} extent
 * @returns {import("../maths/viewport.js").Extent}
 */
export function reachesPrior({ u, v }) {
  /**
   * @param {[number, number]} side
   * @returns {[number, number]}
   */
  const wide = ([low, high]) => [Math.min(low, -REACH), Math.max(high, REACH)];
  return { u: wide(u), v: wide(v) };
}
