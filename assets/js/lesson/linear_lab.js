/** A linear model with two latent dimensions: the true posterior, ours, and the gap between log p(x) and the ELBO. */

import { readable } from "../shared/numbers.js";
import { namedBars } from "./plot.js";

/** @typedef {[number, number]} Place */
/** @typedef {{first: number, cross: number, second: number}} Symmetric a symmetric matrix, 2 x 2 */
/** @typedef {{mean: Place, covariance: Symmetric}} Gaussian */

const [LONG, SHORT] = [1.5, 1]; // lengths of the columns of W; as in vae_core/theory/linear_gaussian.py
const X = /** @type {Place} */ ([1.5, 1]); // what is observed
const [LEAST_REACH, SDS] = [1.6, 3.4]; // of the plane around the true mean

/** @param {Symmetric} m */
const determinant = ({ first, cross, second }) => first * second - cross ** 2;

/**
 * @param {Symmetric} m
 * @param {number} [times]
 * @returns {Symmetric}
 */
function inverse(m, times = 1) {
  const factor = times / determinant(m);
  return { first: factor * m.second, cross: -factor * m.cross, second: factor * m.first };
}

/**
 * Returns the matrix times a vector.
 * @param {Symmetric} m
 * @param {Place} v
 * @returns {Place}
 */
const product = ({ first, cross, second }, [u, v]) => [first * u + cross * v, cross * u + second * v];

/**
 * @param {Place} one
 * @param {Place} other
 */
const dot = (one, other) => one[0] * other[0] + one[1] * other[1];

/**
 * Returns log p(x), the true posterior, and M, whose inverse times noise^2 is the posterior's covariance.
 * @param {number} degrees between the columns of W
 * @param {number} noise standard deviation of p(x|z)
 */
export function linearModel(degrees, noise) {
  const [across, up] = [Math.cos, Math.sin].map((of) => SHORT * of((degrees * Math.PI) / 180));
  const variance = noise ** 2;
  const precision = { first: LONG ** 2 + variance, cross: LONG * across, second: SHORT ** 2 + variance };
  const spread = { first: LONG ** 2 + across ** 2 + variance, cross: across * up, second: up ** 2 + variance };
  const seen = /** @type {Place} */ ([LONG * X[0], across * X[0] + up * X[1]]); // W^T x
  const squares = dot(X, product(inverse(spread), X));
  return {
    precision,
    evidence: -0.5 * (squares + Math.log(determinant(spread)) + 2 * Math.log(2 * Math.PI)),
    truth: { mean: product(inverse(precision), seen), covariance: inverse(precision, variance) },
  };
}

/**
 * Returns the approximate posterior. Tilt 0: the best one with independent dimensions; tilt 1: the covariance of the
 * true one.
 * @param {ReturnType<typeof linearModel>} model
 * @param {{shown_noise: number, shift: number, width: number, tilt: number}} values
 * @returns {Gaussian}
 */
export function ourPosterior({ precision, truth }, { shown_noise: noise, shift, width, tilt }) {
  const tilted = { ...precision, cross: tilt * precision.cross };
  return {
    mean: [truth.mean[0] + shift, truth.mean[1]],
    covariance: inverse(tilted, (noise * width) ** 2),
  };
}

/**
 * Returns KL(q || p) of two Gaussians, in nats.
 * @param {Gaussian} q
 * @param {Gaussian} p
 */
export function gaussianKl(q, p) {
  const precision = inverse(p.covariance);
  const { first, cross, second } = q.covariance;
  const trace = precision.first * first + 2 * precision.cross * cross + precision.second * second;
  const away = /** @type {Place} */ ([q.mean[0] - p.mean[0], q.mean[1] - p.mean[1]]);
  const logs = Math.log(determinant(p.covariance) / determinant(q.covariance));
  return 0.5 * (trace + dot(away, product(precision, away)) - 2 + logs);
}

/**
 * Returns the point at an angle of the ellipse that is so many sd from the mean; at angle 0 the rightmost one.
 * @param {Gaussian} gaussian
 * @param {number} sds
 * @param {number} angle
 * @returns {Place}
 */
export function onEllipse({ mean, covariance: { first, cross, second } }, sds, angle) {
  const [side, slope] = [Math.sqrt(first), cross / Math.sqrt(first)]; // the Cholesky factor
  const rest = Math.sqrt(second - slope ** 2);
  const [cosine, sine] = [sds * Math.cos(angle), sds * Math.sin(angle)];
  return [mean[0] + side * cosine, mean[1] + slope * cosine + rest * sine];
}

/**
 * Returns width and tilt of the posterior whose ellipse of 1 sd has its rightmost point at a place.
 * @param {ReturnType<typeof linearModel>} model
 * @param {any} values
 * @param {Place} place
 */
export function fromRim(model, values, [u, v]) {
  const { mean } = ourPosterior(model, values);
  const right = Math.max(0.01, u - mean[0]);
  const { cross, second } = model.precision;
  // The rightmost point is as high as covariance / variance, which is -tilt x cross / second. At 90 degrees cross is 0.
  const wanted = Math.abs(cross) < 1e-9 ? values.tilt : (-(v - mean[1]) / right) * (second / cross);
  const tilt = Math.max(0, Math.min(1, wanted));
  const { covariance } = ourPosterior(model, { ...values, tilt, width: 1 });
  return { tilt, width: right / Math.sqrt(covariance.first) };
}

/** @type {import("./frame.js").Picture} */
export const linearLab = {
  show(/** @type {any} */ values) {
    const model = linearModel(values.angle, values.shown_noise);
    const { truth, evidence } = model;
    const ours = ourPosterior(model, values);
    const gap = Math.max(0, gaussianKl(ours, truth)); // rounding gives -1e-16 where both are the same
    const rim = onEllipse(ours, 1, 0);
    const reach = Math.max(LEAST_REACH, SDS * Math.sqrt(Math.max(truth.covariance.first, truth.covariance.second)));
    const around = (/** @type {number} */ middle) => /** @type {const} */ ([middle - reach, middle + reach]);
    return {
      frames: [
        {
          ...{ share: [0, 0.6], x: around(truth.mean[0]), y: around(truth.mean[1]), isEqual: true },
          ...{ title: "Posterior over z, 1 and 2 sd", xName: "z₁", yName: "z₂" },
        },
        {
          ...{ share: [0.6, 1], x: [Math.min(-6, 1.1 * (evidence - gap)), 0], y: [0, 3] },
          ...{ title: "log p(x) − gap = ELBO", xName: "nats", hasNoHeights: true },
        },
      ],
      paint([plane, bars]) {
        paintEllipses(plane, truth, "dashed");
        paintEllipses(plane, ours, "first");
        namedBars(bars, [
          [`log p(x) ${readable(evidence, 3)}`, 0, evidence, "first"],
          [`gap ${readable(gap, 3)}`, evidence, evidence - gap, "second"],
          [`ELBO ${readable(evidence - gap, 3)}`, 0, evidence - gap, "first"],
        ]);
      },
      handles: [
        {
          ...{ panel: 0, x: ours.mean[0], y: ours.mean[1], words: "Drag: mean" },
          drag: ([u]) => ({ shift: u - truth.mean[0] }),
        },
        {
          ...{ panel: 0, x: rim[0], y: rim[1], words: "Drag: size and tilt" },
          drag: (place, now) => fromRim(model, now, place),
        },
      ],
      key: [
        ["dashed", "true posterior"],
        ["first", "approximate posterior q(z|x); drag its two rings"],
      ],
      readout: `Gap: ${gap.toFixed(4)} nats`,
    };
  },
};

/**
 * @param {import("./plot.js").Panel} plane
 * @param {Gaussian} gaussian
 * @param {string} look
 */
function paintEllipses(plane, gaussian, look) {
  const angles = Array.from({ length: 73 }, (_, at) => (at / 36) * Math.PI);
  for (const sds of [1, 2])
    plane.line(
      angles.map((angle) => onEllipse(gaussian, sds, angle)),
      sds === 1 ? look : `${look} thin`,
    );
}
