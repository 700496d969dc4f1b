/** Shows the paths of the page: as films, as lines on the map, and as files. */

import { evenly } from "../maths/interpolation.js";
import { player } from "../plane/player.js";
import { latestWins } from "../shared/queue.js";
import { cornerSurface } from "./corner_surface.js";
import { films } from "./films.js";
import { analogyRows, attributeRows, pathsBetween } from "./mode_rows.js";
import { notes } from "./run.js";
import { MODES, spanOf } from "./state.js";
import { throughData } from "./through_data.js";

const FILM_FRAMES = 24; // of the animation, one way

/**
 * @param {import("./shell.js").Shell} parts
 * @param {import("./page_state.js").Page} page
 * @param {ReturnType<typeof import("./small_map/small_map.js").smallMap>} map
 */
export function showing(parts, page, map) {
  const { options, run, state, set, codes } = page;
  const describe = notes(run, page.nameOf);
  const graph = throughData(run);
  const strips = films(parts.films, run, describe, options.shape, (share) => film.go(share));
  const film = player(parts.film, (share) => (set({ share }), void showNow()));
  const corners = cornerSurface(run, describe, options.shape, (code) => {
    if (state.address.mode === "corners") map.draw({ nows: [{ key: "corners", codes: [code] }] });
  });

  async function rows() {
    const { mode, from, to } = state.address;
    if (mode === "attribute") return attributeRows(codes().a, run, from, to, page.nameOf);
    if (mode === "analogy") return analogyRows(codes(), run);
    return pathsBetween(codes(), run, graph.between(codes().a, codes().b), options);
  }

  async function showFilms() {
    const [shown, span, { mode }] = [await rows(), spanOf(state.address), state.address];
    parts.message.textContent = "";
    parts.note.textContent = mode === "ways" ? noteOnGraph(graph, codes()) : "";
    await strips.show(shown, span);
    if (!film.isPlaying()) film.go(state.share);
    const lines = shown.map(async ({ key, line }) => ({ key, codes: await line(span.from, span.to) }));
    const drawn = await Promise.all(lines);
    if (mode === state.address.mode) map.draw({ lines: drawn });
  }

  async function showCorners() {
    parts.message.textContent = parts.note.textContent = "";
    const { a, b, c, d } = codes();
    map.draw({ lines: [{ key: "corners", codes: [a, b, d, c, a] }] });
    await corners.show([a, b, c, d], state.address.n);
    // Only now, because films of the mode before may have been on their way.
    if (parts.films.firstChild !== corners.root) parts.films.replaceChildren(corners.root);
  }

  async function showNow() {
    const moment = await strips.now(state.share);
    if (!moment || state.address.mode === "corners") return;
    map.draw({ nows: moment.map(({ key, frame }) => ({ key, codes: [frame.code] })) });
  }

  return {
    ...{ film, ready: graph.ready },
    /** Shows everything again; while that goes on, only the newest call waits. */
    rebuild: latestWins(async () => {
      try {
        film.set(spanOf(state.address));
        const marks = MODES[state.address.mode].slots.map((each) => ({
          name: each.toUpperCase(),
          code: codes()[each],
        }));
        map.draw({ marks });
        await (state.address.mode === "corners" ? showCorners() : showFilms());
        parts.root.dataset.state = "ready";
      } catch (error) {
        const reason = error instanceof Error ? error.message : error;
        parts.message.textContent = `The images could not be computed: ${reason}. Reload the page.`;
        parts.root.dataset.state = "error";
      }
    }),
    strips: () => (state.address.mode === "corners" ? corners.strips() : strips.strips()),
    /**
     * Returns the moments of an animation: to the end and back; between four corners, around their edge.
     * @returns {Promise<Float32Array[][]>}
     */
    async moments() {
      if (state.address.mode === "corners") return corners.round();
      const { from, to } = spanOf(state.address);
      const shares = evenly(from, to, FILM_FRAMES);
      const frames = await Promise.all(strips.rows().map((row) => row.frames(shares)));
      const there = shares.map((_, i) => frames.map((row) => row[i].picture));
      return [...there, ...there.slice(1, -1).reverse()];
    },
    /** Returns what is shown as text, for screen readers; null between four corners. */
    async inWords() {
      const moment = state.address.mode === "corners" ? null : await strips.now(state.share);
      return moment?.map(({ name, note }) => `${name}: ${note.words}`).join(" ") ?? null;
    },
  };
}

/**
 * Returns the state of the path through the data, where there is something to tell.
 * @param {ReturnType<typeof throughData>} graph
 * @param {import("./mode_rows.js").Codes} codes
 */
function noteOnGraph(graph, { a, b }) {
  const through = graph.between(a, b);
  if (!through) return `Computing the neighbours of ${graph.images}, for the path through the data …`;
  if (through.path) return "";
  const links = `even with 32 links for each of ${graph.images}`;
  return `There is no path through the data: ${links}, A and B are not connected.`;
}
