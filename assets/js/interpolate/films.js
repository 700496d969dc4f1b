/** The films of the paths shown: their steps, and their images of the moment. */

import { filmStrip } from "./film_strip.js";
import { evenly } from "../maths/interpolation.js";
import { latestWins } from "../shared/queue.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./rows.js").Frame} Frame */

/**
 * @param {HTMLElement} place
 * @param {import("./run.js").Run} run
 * @param {ReturnType<typeof import("./run.js").notes>} notes
 * @param {readonly number[]} shape
 * @param {(share: number) => void} choose
 */
export function films(place, run, notes, shape, choose) {
  /** @type {{row: Row, film: ReturnType<typeof filmStrip>}[]} */
  let shown = [];
  /** @type {import("./path_files.js").Strip[]} */
  let strips = [];
  const moment = latestWins((/** @type {number} */ share) =>
    Promise.all(shown.map(async (each) => ({ each, frame: (await each.row.frames([share]))[0] }))),
  );

  return {
    strips: () => strips,
    rows: () => shown.map(({ row }) => row),

    /**
     * @param {Row[]} rows
     * @param {import("../plane/player.js").Span} span
     */
    async show(rows, span) {
      const frames = await Promise.all(rows.map((row) => row.frames(evenly(span.from, span.to, span.steps))));
      const known = new Map(shown.map(({ row, film }) => [row.key, film]));
      shown = rows.map((row) => ({ row, film: known.get(row.key) ?? filmStrip(row, span.unit, choose) }));
      const roots = shown.map(({ film }) => film.root);
      // Films that were shown stay where they are, so that they keep the focus and how far they are scrolled.
      for (const child of [...place.children]) if (!roots.some((root) => root === child)) child.remove();
      roots.forEach((root, i) => root !== place.children[i] && place.insertBefore(root, place.children[i] ?? null));
      place.style.setProperty("--n", String(span.steps));
      strips = rows.map(({ name }, i) => ({ name, frames: frames[i] }));
      shown.forEach(({ row, film }, i) => {
        film.say(row);
        film.show(
          frames[i],
          frames[i].map(({ code }) => ({ ...notes.of(code), nearest: notes.nearest(code) })),
          shape,
          run.images.image,
        );
      });
    },

    /**
     * Shows the images at a share of the paths; null where a newer call took the place of this one.
     * @param {number} share
     */
    async now(share) {
      const all = await moment(share);
      return all?.map(({ each: { row, film }, frame }) => {
        const note = notes.of(frame.code);
        film.now(frame, note, shape);
        film.mark(share);
        return { key: row.key, name: row.name, frame, note };
      });
    },
  };
}
