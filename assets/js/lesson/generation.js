/** The model of a VAE at work: a code becomes a picture (solid arrow), and the picture gives a posterior (dashed). */

import { openDecoder, openEncoder } from "../run/decoder.js";
import { element } from "../shared/dom.js";
import { paint as paintImage } from "../shared/picture.js";
import { atOnce } from "../shared/queue.js";
import { normalSample } from "./falling_samples.js";
import { outline } from "./round_trip.js";

/** @typedef {[number, number]} Place */
/** @typedef {Pick<import("./round_trip.js").Data, "run" | "shape" | "codes" | "colours">} Data */
/** @typedef {{mean: Place, sd: Place}} Posterior */
/** @typedef {{code: Place, url: string, posterior: Posterior}} Found */

const [REACH, NEAR] = [3.5, 0.25]; // of the plane, and of its enlarged part around the code
const [Z_AT, X_AT, ASIDE] = [1, 0, 0.3]; // places in the graph
const STEP_MS = 900; // of the way along an arrow
const SIDE = 72; // of the picture in the graph, in pixels

/**
 * Returns how far generation and inference have come, 0 to 1 each, so many milliseconds after the code was sampled.
 * @param {number} elapsed
 */
export const stages = (elapsed) => {
  const part = (/** @type {number} */ from) => Math.max(0, Math.min(1, (elapsed - from) / STEP_MS));
  return { generated: part(0), inferred: part(STEP_MS) };
};

/**
 * Paints the graph of the model, with the picture or the number x in its lower node, and what travels along the arrows.
 * @param {import("./plot.js").Panel} panel
 * @param {{words?: string, url?: string, generated?: number, inferred?: number}} shown
 */
export function paintGraph(panel, { words = "x", url = "", generated = 1, inferred = 1 }) {
  const ways = /** @type {[number, number, number, string][]} */ ([
    [-ASIDE, Z_AT - 0.22, X_AT + 0.26, "first"],
    [ASIDE, X_AT + 0.26, Z_AT - 0.22, "second dashed"],
  ]);
  for (const [at, from, to, look] of ways) {
    const head = to + 0.07 * Math.sign(from - to);
    panel.line(
      [
        [at, from],
        [at, to],
      ],
      look,
    );
    panel.line(
      [
        [at - 0.1, head],
        [at, to],
        [at + 0.1, head],
      ],
      look.split(" ")[0],
    );
  }
  panel.dot(0, Z_AT, "node", 20);
  panel.text(0, Z_AT, "z").setAttribute("dy", "4");
  if (url && generated === 1) panel.image(0, X_AT, SIDE, url);
  else {
    panel.dot(0, X_AT, "node", 20);
    panel.text(0, X_AT, words).setAttribute("dy", "4");
  }
  const along = generated < 1 ? { way: ways[0], part: generated } : { way: ways[1], part: inferred };
  const [at, from, to, look] = along.way;
  if (along.part > 0 && along.part < 1) panel.dot(at, from + (to - from) * along.part, look.split(" ")[0], 7);
}

/**
 * @param {{decoder: typeof openDecoder, encoder: typeof openEncoder}} [open]
 * @returns {import("./frame.js").Picture}
 */
export function generation(open = { decoder: openDecoder, encoder: openEncoder }) {
  const models = modelsOf(open);
  let started = -Infinity; // when the last code was sampled; a code that is dragged has no animation
  let again = () => {};
  return {
    start(frame) {
      again = frame.again;
      return player(frame, models, () => void (started = performance.now()));
    },
    show({ z1, z2 }, /** @type {Data} */ data) {
      const code = /** @type {Place} */ ([z1, z2]);
      const found = models.latest();
      const { generated, inferred } = stages(performance.now() - started);
      const seen = inferred === 1 ? found : null; // shown once inference has come to its end
      const around = (/** @type {number} */ at) => /** @type {const} */ ([at - NEAR, at + NEAR]);
      return {
        frames: [
          {
            ...{ share: [0, 0.24], x: [-1, 1], y: [-0.4, 1.4], title: "The model" },
            ...{ hasNoTicks: true, hasNoHeights: true },
          },
          {
            ...{ share: [0.24, 0.64], x: [-REACH, REACH], y: [-REACH, REACH], isEqual: true },
            ...{ title: "Codes", xName: "z₁", yName: "z₂" },
          },
          {
            ...{ share: [0.64, 1], x: around(z1), y: around(z2), isEqual: true },
            ...{ title: "Posterior, enlarged", xName: "z₁" },
          },
        ],
        paint([graph, plane, enlarged]) {
          void models.follow(code, data).then((isNew) => isNew && again());
          paintGraph(graph, { url: found?.url, generated, inferred });
          for (const sds of [1, 2]) plane.line(outline([0, 0], [1, 1], sds), "dotted");
          for (const [u, v, label] of data.codes) plane.text(u, v, String(label)).style.fill = data.colours[label];
          enlarged.dot(z1, z2, "first", 5);
          if (seen) paintPosterior([plane, enlarged], seen.posterior);
        },
        handles: [{ panel: 1, x: z1, y: z2, words: "Drag: code", drag: ([u, v]) => ({ z1: u, z2: v }) }],
        key: [
          ["first", "generation: z → x by the decoder"],
          ["second dashed", "inference: x → q(z|x) by the encoder"],
          ["dotted", "prior, 1 and 2 sd"],
        ],
        readout: models.problem() || (seen ? words(seen) : "The posterior follows the image."),
      };
    },
  };
}

/**
 * @param {import("./plot.js").Panel[]} panels
 * @param {Posterior} posterior
 */
function paintPosterior(panels, { mean, sd }) {
  for (const panel of panels)
    for (const [sds, look] of /** @type {[number, string][]} */ ([
      [1, "second"],
      [2, "second thin"],
    ]))
      panel.line(outline(mean, sd, sds), look);
}

/** @param {Found} found */
function words({ code, posterior: { mean, sd } }) {
  const pair = (/** @type {Place} */ [u, v]) => `(${u.toFixed(2)}, ${v.toFixed(2)})`.replaceAll("-", "−");
  return `Code ${pair(code)}. Posterior of its image: mean ${pair(mean)}, sd ${pair(sd)}.`;
}

/**
 * The decoder and the encoder: what they give for the latest code.
 * @param {{decoder: typeof openDecoder, encoder: typeof openEncoder}} open
 */
function modelsOf(open) {
  /** @type {Promise<[import("../run/decoder.js").Decoder, import("../run/decoder.js").Encoder]> | null} */
  let opened = null;
  /** @type {Found | null} */
  let latest = null;
  let [asked, problem, isGone] = ["", "", false];
  const canvas = element("canvas", {});

  /**
   * @param {Place} code
   * @param {Data} data
   * @returns {Promise<Found | null>} null where a newer code took its place
   */
  async function found(code, { run, shape }) {
    opened ??= atOnce([open.decoder(`${run}/decoder.onnx`), open.encoder(`${run}/encoder.onnx`)]);
    const [decoder, encoder] = await opened;
    const image = isGone ? null : await decoder.decodeLatest(new Float32Array(code), 1);
    if (!image || isGone) return null;
    const { mean, logVar } = await encoder.encode(image.data, [1, ...shape]);
    paintImage(canvas, image.data, shape);
    const sd = [...(logVar?.data ?? [])].map((value) => Math.exp(value / 2));
    const posterior = { mean: /** @type {Place} */ ([...mean.data]), sd: /** @type {Place} */ (sd) };
    return { code, url: canvas.toDataURL(), posterior };
  }

  return {
    latest: () => latest,
    problem: () => problem,
    /**
     * Decodes a code and encodes its picture; returns whether there is something new to show.
     * @param {Place} code
     * @param {Data} data
     */
    async follow(code, data) {
      const name = JSON.stringify([data.run, code]);
      if (name === asked) return false;
      asked = name;
      try {
        const next = await found(code, data);
        if (!next || isGone) return false;
        [latest, problem] = [next, ""];
      } catch (error) {
        problem = `The model could not run: ${error instanceof Error ? error.message : error}. Reload the page.`;
      }
      return !isGone;
    },
    close() {
      isGone = true;
      opened?.then(
        (both) => both.forEach((model) => void model.close()),
        () => undefined, // it never opened: nothing to close
      );
    },
  };
}

/**
 * The button that samples a code from the prior; the picture and its posterior follow one after the other.
 * @param {{again: () => void, move: (values: Record<string, number>) => void}} frame
 * @param {ReturnType<typeof modelsOf>} models
 * @param {() => void} begin
 */
function player({ again, move }, models, begin) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let [request, until] = [0, 0];
  const step = () => {
    again();
    request = performance.now() < until ? requestAnimationFrame(step) : 0;
  };
  function sample() {
    if (!isStill) begin();
    move({ z1: normalSample(), z2: normalSample() });
    until = performance.now() + 2 * STEP_MS + 100; // 100 ms more, so that the last frame shows the end
    if (!isStill && !request) step();
  }
  const button = element(
    "button",
    { type: "button", class: "lesson-button", onclick: sample },
    "Sample z from the prior",
  );
  return { tools: [button], destroy: () => (cancelAnimationFrame(request), models.close()) };
}
