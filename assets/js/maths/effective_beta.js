/** The effective beta: the weight of the KL at the noise scale that fits the error of the reconstructions. Pure. */

/**
 * @typedef {object} KlWeight
 * @property {number | null} fixedSd of a Gaussian likelihood with a fixed scale; null: the likelihood has no such scale
 * @property {boolean} hasEffectiveBeta false where there is no beta, or where it weighs another term than the KL
 */

/**
 * Returns the mean squared error of a value, from a fixed Gaussian's loss: nll = sum of squares / (2 sd²) + constants.
 * Null where the likelihood is another one.
 * @param {number | null} sd
 * @param {number} values in an image
 * @param {number} reconstruction in nats per image
 */
export function squaredError(sd, values, reconstruction) {
  if (sd === null || !values) return null;
  const constants = 0.5 * values * (Math.log(2 * Math.PI) + 2 * Math.log(sd));
  return Math.max(1e-9, (2 * sd ** 2 * (reconstruction - constants)) / values);
}

/**
 * Returns beta sd² / (mean squared error) for a fixed Gaussian, and beta for other likelihoods (Rybkin et al. 2021).
 * Null where it is unknown.
 * @param {number} beta
 * @param {KlWeight} klWeight
 * @param {number | null} error
 */
export function effectiveBeta(beta, { fixedSd, hasEffectiveBeta }, error) {
  if (!hasEffectiveBeta) return null;
  if (fixedSd === null) return beta;
  return error === null ? null : (beta * fixedSd ** 2) / error;
}
