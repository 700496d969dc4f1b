/**
 * The numbers of the inspector: a posterior by dimension, samples from it, their variance, the amortisation gap. Pure.
 */

import { klToStandard } from "../../shared/normal.js";

/** @typedef {{mean: number, logVar: number, sd: number, kl: number}} Dimension */

/**
 * Returns a posterior by dimension.
 * @param {ArrayLike<number>} mean
 * @param {ArrayLike<number>} logVar
 * @returns {Dimension[]}
 */
export function posteriorTable(mean, logVar) {
  return Array.from(mean, (m, i) => {
    const v = logVar[i];
    return { mean: m, logVar: v, sd: Math.exp(v / 2), kl: klToStandard(m, v) };
  });
}

/**
 * Returns samples from a posterior: (count, D) flat.
 * @param {ArrayLike<number>} mean
 * @param {ArrayLike<number>} logVar
 * @param {number} count
 * @param {() => number} normal
 */
export function sampleCodes(mean, logVar, count, normal) {
  return Float32Array.from({ length: count * mean.length }, (_, at) => {
    const i = at % mean.length;
    return mean[i] + Math.exp(logVar[i] / 2) * normal();
  });
}

/**
 * Returns the variance of each value over N images: (N * P,) -> (P,).
 * @param {Float32Array} images
 * @param {number} count
 */
export function varianceOf(images, count) {
  const size = images.length / count;
  return Float32Array.from({ length: size }, (_, at) => {
    let [sum, squares] = [0, 0];
    for (let n = 0; n < count; n++)
      [sum, squares] = [sum + images[n * size + at], squares + images[n * size + at] ** 2];
    return Math.max(0, squares / count - (sum / count) ** 2);
  });
}

/**
 * Returns the amortisation gap in a sentence.
 * @param {{before: number, after: number, standardError: number}} answer ELBO in nats, and the gap's standard error
 */
export function gapInWords({ before, after, standardError }) {
  const nats = (/** @type {number} */ value) => value.toFixed(1);
  return (
    `-ELBO ${nats(-before)} nats with the encoder's posterior, ${nats(-after)} with this image's own: ` +
    `the amortisation gap is ${nats(after - before)} ± ${nats(standardError)} nats. ` +
    "The dashed ellipse is the refined posterior."
  );
}
