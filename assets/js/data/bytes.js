/** Bytes as the text that Python reads. Pure. */

/**
 * Returns base64 of bytes.
 * @param {Uint8Array} bytes
 */
export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/**
 * Returns parts of equal type one after the other.
 * @param {readonly Uint8Array[]} parts
 */
export function concatenated(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
