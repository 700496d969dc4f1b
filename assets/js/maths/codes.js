/** The codes of a run's images as columns, and one row of them. Pure. */

/**
 * @typedef {object} Latents
 * @property {number} count N
 * @property {number} dimensions D
 * @property {Float32Array} codes (N * D,) posterior means
 * @property {Int32Array} labels (N,) class of each image
 * @property {Int32Array} index (N,) its row in the data set
 * @property {Float32Array | null} logVars (N * D,) posterior log-variances; null for a model whose codes are points
 * @property {Uint8Array} splits (N,) 0 training, 1 validation, 2 test
 * @property {Float32Array | null} reconstruction (N,) -log p(x|z) at the mean, in nats; null where the file has none
 * @property {Float32Array | null} factors (N * F,) the known factors of made images
 * @property {boolean} hasOthers whether the file has images of the test set and of other splits
 * @property {boolean} isProbabilistic whether the model has a prior N(0, I) (its file has log-variances)
 */

/**
 * @param {Float32Array} values (N * D,)
 * @param {number} dimensions
 * @param {number} row
 */
export const rowOf = (values, dimensions, row) => values.subarray(row * dimensions, (row + 1) * dimensions);

/**
 * Returns the code of one row: (D,).
 * @param {Latents} latents
 * @param {number} row
 */
export const codeOf = ({ codes, dimensions }, row) => rowOf(codes, dimensions, row);

/**
 * Returns the posterior log-variance of one row: (D,), or null.
 * @param {Latents} latents
 * @param {number} row
 */
export const logVarOf = ({ logVars, dimensions }, row) => logVars && rowOf(logVars, dimensions, row);
