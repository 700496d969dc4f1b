/** The standard normal distribution: its probabilities and quantiles, and the KL to it. Pure. */

// Coefficients of Acklam's rational approximation (relative error 1.15e-9 before refinement).
const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
const TAIL = 0.02425;

/**
 * @param {number[]} coefficients highest power first
 * @param {number} x
 */
const polynomial = (coefficients, x) => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

/**
 * Returns Phi^-1(p): the value below which a standard normal variable is with probability p.
 * Acklam's approximation, absolute error below 5e-9 on (1e-12, 1 - 1e-12).
 * @param {number} p in (0, 1)
 * @returns {number}
 */
export function normalQuantile(p) {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability is ${p}; it must lie between 0 and 1`);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < TAIL) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(C, q) / polynomial(D, q);
  }
  const q = p - 0.5;
  return (polynomial(A, q * q) * q) / polynomial(B, q * q);
}

/**
 * Returns Phi(x): the probability that a standard normal variable is below x.
 * Marsaglia 2004, absolute error below 1e-14.
 * @param {number} x
 */
export function normalProbability(x) {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0; // 6e-16 from there, and the series would cancel
  let [sum, before, term] = [x, 0, x];
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

/**
 * Returns the n centres Phi^-1((i - 0.5) / n), i = 1..n, of the manifold grid (Kingma & Welling 2014, Figure 4).
 * @param {number} n
 */
export function gridCentres(n) {
  return Float64Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n));
}

/**
 * Returns the n + 1 cell borders: Phi^-1(i / n) inside; outside, as far from the last centre as its inner border.
 * @param {number} n at least 2
 */
export function gridBorders(n) {
  const centres = gridCentres(n);
  const inner = Array.from({ length: n - 1 }, (_, i) => normalQuantile((i + 1) / n));
  const first = 2 * centres[0] - inner[0];
  return Float64Array.from([first, ...inner, -first]);
}

/**
 * KL(N(mean, exp(logVar)) || N(0, 1)) in nats: Kingma & Welling 2014, Appendix B.
 * @param {number} mean
 * @param {number} logVar
 */
export const klToStandard = (mean, logVar) => 0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar);
