/** Numbers as a person reads them. Pure. */

/**
 * Two decimals, a real minus sign, and never a negative zero.
 * @param {number} value
 */
export function readable(value) {
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text.replace("-", "−");
}
