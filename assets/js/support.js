/**
 * How well the data support a place in latent space: which images lie near, and how far that is for this data. Pure.
 * Distances are to the NEAR-th neighbour; "far" is told from how far the images lie from one another.
 */

const NEAR = 20; // neighbours that are asked
const [ROWS, SAMPLE] = [20_000, 300]; // codes searched at most; codes whose own distances calibrate

/** @typedef {{share: number, labels: number[], rows: number[], distances: number[]}} Support share of the images that lie closer to others than this place does; the neighbours, nearest first */

/**
 * @param {Float32Array} codes (N * D,) @param {Int32Array} labels (N,)
 * @returns {(z: ArrayLike<number>) => Support}
 */
export function supportOf(codes, labels) {
  const count = labels.length;
  const dimensions = codes.length / Math.max(1, count);
  const step = Math.max(1, Math.ceil(count / ROWS));
  const sampleStep = Math.max(1, Math.floor(count / SAMPLE));
  const own = Array.from({ length: Math.min(SAMPLE, count) }, (_, i) => i * sampleStep);
  /** @type {number[] | null} */
  let usual = null;

  /** @param {ArrayLike<number>} z @param {number} without a row that is left out */
  function nearest(z, without) {
    /** @type {{row: number, square: number}[]} */
    const found = [];
    for (let row = 0; row < count; row += step) {
      if (row === without) continue;
      let square = 0;
      for (let i = 0; i < dimensions; i++) square += (codes[row * dimensions + i] - z[i]) ** 2;
      if (found.length === NEAR && square >= found[NEAR - 1].square) continue;
      let at = found.length;
      while (at > 0 && found[at - 1].square > square) at -= 1;
      found.splice(at, 0, { row, square });
      if (found.length > NEAR) found.pop();
    }
    return found;
  }

  const reach = (/** @type {{square: number}[]} */ found) => Math.sqrt(found.at(-1)?.square ?? Infinity);

  return (z) => {
    usual ??= own.map((row) => reach(nearest(codes.subarray(row * dimensions, (row + 1) * dimensions), row))).sort((a, b) => a - b);
    const found = nearest(z, -1);
    const distance = reach(found);
    return { share: usual.filter((other) => other < distance).length / Math.max(1, usual.length), labels: found.map(({ row }) => labels[row]), rows: found.map(({ row }) => row), distances: found.map(({ square }) => Math.sqrt(square)) };
  };
}

/** The same in words. @param {Pick<Support, "share" | "labels">} support @param {(label: number) => string} name */
export function supportWords({ share, labels }, name) {
  if (!labels.length) return "";
  if (share >= 0.995) return "Far from all data: the decoder is guessing.";
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const common = [...counts].filter(([, times]) => times >= 0.25 * labels.length).sort((a, b) => b[1] - a[1]);
  const who = common.length ? common.slice(0, 3).map(([label]) => name(label)).join(" and ") : "images of many classes";
  return share >= 0.95 ? `At the rim of the data; the nearest are ${who}.` : `Near ${who}.`;
}
