/** The codes between four corners, decoded: as a grid, at one place of it, and round its edge. */

import { cornerGrid } from "./corner_grid.js";
import { decodedAt } from "./rows.js";
import { bilinear, evenly } from "../maths/interpolation.js";
import { latestWins } from "../shared/queue.js";

/** @typedef {[Float32Array, Float32Array, Float32Array, Float32Array]} Corners A, B, C, D */

const EDGE_FRAMES = 12; // of the animation, from corner to corner

/**
 * @param {import("./run.js").Run} run
 * @param {ReturnType<typeof import("./run.js").notes>} notes
 * @param {readonly number[]} shape
 * @param {(code: Float32Array) => void} moved to another place
 */
export function cornerSurface({ decoder }, notes, shape, moved) {
  const grid = cornerGrid((across, down) => void showPlace({ across, down }));
  /** @type {Corners | null} */
  let corners = null;
  /** @type {import("./path_files.js").Strip[]} */
  let strips = [];

  /**
   * @param {Corners} at
   * @param {[number, number][]} places across, down
   */
  const decode = (at, places) => decodedAt(decoder, (i) => bilinear(at, ...places[i]))([...places.keys()]);
  const decodePlace = latestWins((/** @type {{at: Corners, across: number, down: number}} */ { at, across, down }) =>
    decode(at, [[across, down]]),
  );

  /** @param {{across: number, down: number}} place */
  async function showPlace(place) {
    if (!corners) return;
    const frames = await decodePlace({ at: corners, ...place });
    if (!frames) return;
    grid.now(frames[0], notes.of(frames[0].code), shape);
    moved(frames[0].code);
  }

  return {
    root: grid.root,
    strips: () => strips,

    /**
     * @param {Corners} at
     * @param {number} count pictures along each side
     */
    async show(at, count) {
      corners = at;
      const shares = evenly(0, 1, count);
      const rows = await Promise.all(
        shares.map((down) => decodedAt(decoder, (across) => bilinear(at, across, down))(shares)),
      );
      strips = rows.map((frames, i) => ({ name: `down ${Number(shares[i].toFixed(3))}`, frames }));
      grid.show(rows.flat(), shape);
      grid.tell();
    },

    /**
     * From A over B, D and C back to A.
     * @returns {Promise<Float32Array[][]>}
     */
    async round() {
      if (!corners) return [];
      const [a, b, c, d] = [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ];
      const edges = [
        [a, b],
        [b, d],
        [d, c],
        [c, a],
      ];
      const places = edges.flatMap(([[x, y], [toX, toY]]) =>
        evenly(0, 1, EDGE_FRAMES + 1)
          .slice(1)
          .map((t) => /** @type {[number, number]} */ ([x + t * (toX - x), y + t * (toY - y)])),
      );
      return (await decode(corners, places)).map(({ picture }) => [picture]);
    },
  };
}
