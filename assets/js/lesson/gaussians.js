/** Gaussians in one dimension. Pure; the same formulas as vae_core/theory/kl_divergences.py. */

/**
 * Returns the density N(x; mean, sd^2).
 * @param {number} x
 * @param {number} mean
 * @param {number} sd
 */
export const normalDensity = (x, mean, sd) => Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

/**
 * Returns the three parts of KL(N(mean, sd^2) || N(0, 1)) and their sum, in nats.
 * @param {number} mean
 * @param {number} sd
 */
export function klParts(mean, sd) {
  const [ofMean, ofVariance, ofLog] = [mean ** 2 / 2, (sd ** 2 - 1) / 2, -Math.log(sd)];
  return { mean: ofMean, variance: ofVariance, log: ofLog, total: ofMean + ofVariance + ofLog };
}

/**
 * Returns points of a curve over a range: [x, y] each.
 * @param {(x: number) => number} value
 * @param {readonly [number, number]} range
 * @param {number} [count]
 * @returns {[number, number][]}
 */
export const curve = (value, [low, high], count = 241) =>
  Array.from({ length: count }, (_, i) => {
    const x = low + ((high - low) * i) / (count - 1);
    return [x, value(x)];
  });

/**
 * Returns mean and standard deviation of some numbers.
 * @param {readonly number[]} values
 */
export function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}
