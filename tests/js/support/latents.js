/** Codes of four images, one of them a training image; the second dimension is nearly inactive. */

export const latents = {
  count: 4,
  dimensions: 2,
  codes: Float32Array.of(0, 0, 2, 0.01, -2, -0.01, 0, 0),
  logVars: new Float32Array(8),
  labels: Int32Array.of(0, 1, 1, 0),
  index: Int32Array.of(5, 6, 7, 8),
  splits: Uint8Array.of(2, 2, 0, 2),
  reconstruction: Float32Array.of(10, 20, 30, 40),
  factors: null,
  hasOthers: true,
  isProbabilistic: true,
};
