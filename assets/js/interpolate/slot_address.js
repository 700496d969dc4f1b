/**
 * A code in the page's address: "z" and its numbers, as short as they can be written and still be the same 32-bit
 * floats. Pure.
 */

/** @param {Float32Array} code (D,) */
export const codeInAddress = (code) => `z${Array.from(code, shortest).join(",")}`;

/**
 * The code, or null where the text is none of D finite numbers.
 * @param {string} text
 * @param {number} dimensions D
 */
export function codeFromAddress(text, dimensions) {
  if (!text.startsWith("z")) return null;
  const numbers = text
    .slice(1)
    .split(",")
    .map((part) => (part.trim() ? Number(part) : NaN));
  const code = Float32Array.from(numbers);
  return numbers.length === dimensions && code.every(Number.isFinite) ? code : null;
}

/** @param {number} value a 32-bit float */
function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
