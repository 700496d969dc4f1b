/** Steps and captions of a tour by its seconds. Pure. */

/** @typedef {{at: number, text: string}} Caption at: seconds after the step's start */
/**
 * @template Scene
 * @typedef {object} Step
 * @property {string} name
 * @property {number} seconds
 * @property {readonly Caption[]} captions the first at 0
 * @property {string} hint what a visitor can do here after a touch
 * @property {(t: number) => Scene} scene what is shown t seconds after the step's start
 */
/** @typedef {Step<any>} AnyStep */

const NEAR_START = 2; // seconds after a step's start within which "back" means the step before
const CALM = 1.5; // seconds between two scenes where motion is to be reduced

/** @param {readonly AnyStep[]} steps */
export const lengthOf = (steps) => steps.reduce((sum, { seconds }) => sum + seconds, 0);

/**
 * Returns the second at which a step starts.
 * @param {readonly AnyStep[]} steps
 * @param {number} index
 */
export const startOf = (steps, index) => lengthOf(steps.slice(0, index));

/**
 * Returns the step of a second, and the seconds since its start. The end belongs to the last step.
 * @param {readonly AnyStep[]} steps
 * @param {number} elapsed
 */
export function placeIn(steps, elapsed) {
  let index = 0;
  while (index < steps.length - 1 && elapsed >= startOf(steps, index + 1)) index += 1;
  return { index, t: Math.min(elapsed - startOf(steps, index), steps[index].seconds) };
}

/**
 * Returns the caption of a second of a step.
 * @param {AnyStep} step
 * @param {number} t
 */
export const captionAt = ({ captions }, t) => captions.findLast(({ at }) => t >= at)?.text ?? captions[0].text;

/**
 * Returns the second to go to from a step to the next one or back: to the start of this step, or of the one before.
 * @param {readonly AnyStep[]} steps
 * @param {number} elapsed
 * @param {1 | -1} way
 */
export function neighbour(steps, elapsed, way) {
  const { index, t } = placeIn(steps, elapsed);
  if (way > 0) return index === steps.length - 1 ? lengthOf(steps) : startOf(steps, index + 1);
  return startOf(steps, t > NEAR_START ? index : Math.max(0, index - 1));
}

/**
 * Returns the second whose scene is shown: where motion is to be reduced, scenes change in steps.
 * @param {number} t
 * @param {number} seconds of the step
 * @param {boolean} isCalm
 */
export const sceneSecond = (t, seconds, isCalm) => (isCalm && t < seconds ? Math.floor(t / CALM) * CALM : t);

/**
 * Returns the share (0 to 1) of the way from one second to another, slow at both ends.
 * @param {number} t
 * @param {number} from
 * @param {number} to
 */
export function elapsedShare(t, from, to) {
  const share = Math.min(1, Math.max(0, (t - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/**
 * Returns the value of a second between keys, and the first or last value outside of them.
 * @param {readonly (readonly [number, number])[]} keys seconds and values, by second
 * @param {number} t
 */
export function keyed(keys, t) {
  const next = keys.findIndex(([at]) => at > t);
  if (next === 0) return keys[0][1];
  if (next < 0) return keys[keys.length - 1][1];
  const [[from, a], [to, b]] = [keys[next - 1], keys[next]];
  return a + (b - a) * elapsedShare(t, from, to);
}
