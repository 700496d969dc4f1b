/** Numbers as text for a person. Pure. */

/**
 * Returns a number with two decimals and a real minus sign, never a negative zero.
 * @param {number} value
 */
export function readable(value) {
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text.replace("-", "−");
}
