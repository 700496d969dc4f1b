/** The codes of the traversal grid: each row changes one latent dimension and leaves the others. Pure. */

export const TRAVERSAL_STEPS = [-3, -2.25, -1.5, -0.75, 0, 0.75, 1.5, 2.25, 3]; // standard deviations
const ACTIVE_VARIANCE = 0.01; // of the mean over the images; Burda et al. 2015, section 5

/** @typedef {{dimension: number, kl: number, centre: number, sd: number, isActive: boolean}} Row */

/**
 * Returns a row for each dimension, those with the largest KL first. The steps are of the prior's standard deviation;
 * where there is no prior, of the codes' own around their mean, and the largest variance is first.
 * @param {import("../../maths/codes.js").Latents} latents
 * @param {readonly number[]} kls (D,) nats
 * @returns {Row[]}
 */
export function traversalRows({ codes, count, dimensions, isProbabilistic }, kls) {
  const rows = kls.map((kl, dimension) => {
    let [sum, squares] = [0, 0];
    for (let at = dimension; at < codes.length; at += dimensions)
      [sum, squares] = [sum + codes[at], squares + codes[at] ** 2];
    const mean = sum / count;
    const variance = Math.max(0, squares / count - mean ** 2);
    const [centre, sd] = isProbabilistic ? [0, 1] : [mean, Math.sqrt(variance)];
    return { dimension, kl, centre, sd, isActive: variance > ACTIVE_VARIANCE, variance };
  });
  const worth = (/** @type {typeof rows[0]} */ row) => (isProbabilistic ? row.kl : row.variance);
  return rows.sort((a, b) => worth(b) - worth(a)).map(({ variance: _, ...row }) => row);
}

/**
 * Returns the codes of all rows: (rows * steps, D) flat.
 * @param {ArrayLike<number>} z
 * @param {readonly Row[]} rows
 */
export function traversalCodes(z, rows) {
  const codes = new Float32Array(rows.length * TRAVERSAL_STEPS.length * z.length);
  rows.forEach(({ dimension, centre, sd }, row) =>
    TRAVERSAL_STEPS.forEach((step, column) => {
      const start = (row * TRAVERSAL_STEPS.length + column) * z.length;
      codes.set(Array.from(z), start);
      codes[start + dimension] = centre + step * sd;
    }),
  );
  return codes;
}
