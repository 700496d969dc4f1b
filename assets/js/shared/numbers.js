/** Numbers as text for a person, and the ticks of an axis. Pure. */

/**
 * Returns a number with its decimals and a real minus sign, never a negative zero.
 * @param {number} value
 * @param {number} decimals
 */
export function readable(value, decimals = 2) {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/**
 * Returns the multiples of a step between two numbers.
 * @param {number} from
 * @param {number} to
 * @param {number} step
 */
export function ticksBetween(from, to, step) {
  const [first, last] = [Math.ceil(from / step), Math.floor(to / step)];
  // `+ 0` turns the negative zero that rounding can give into 0.
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => Number(((first + i) * step).toPrecision(12)) + 0,
  );
}
