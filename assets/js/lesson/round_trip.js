/** From an image to its posterior, to samples of its code, to decoded images: one sample after the other. */

import { openDecoder } from "../run/decoder.js";
import { context2d, element } from "../shared/dom.js";
import { paint as paintImage } from "../shared/picture.js";
import { normalSample } from "./falling_samples.js";

/**
 * @typedef {object} Data
 * @property {string} run the address of the run's files
 * @property {[number, number, number]} shape
 * @property {number[]} image in [0, 1]
 * @property {[number, number]} mean
 * @property {[number, number]} sd
 * @property {[number, number, number][]} codes of other images, each with its label
 * @property {string[]} colours by label
 */
/** @typedef {[number, number]} Place */

const REACH = 4; // of the plane, and of the enlarged part in standard deviations
const SHOWN = 6; // decoded samples
const [EACH_MS, FIRST_MS] = [700, 300];

/**
 * Returns the outline of the ellipse that is some standard deviations from the mean.
 * @param {Place} mean
 * @param {Place} sd
 * @param {number} sds
 * @returns {Place[]}
 */
export const outline = (mean, sd, sds) =>
  Array.from({ length: 73 }, (_, at) => {
    const angle = (at / 36) * Math.PI;
    return [mean[0] + sds * sd[0] * Math.cos(angle), mean[1] + sds * sd[1] * Math.sin(angle)];
  });

/**
 * @param {typeof openDecoder} [open]
 * @returns {import("./frame.js").Picture}
 */
export function roundTrip(open = openDecoder) {
  /** @type {Place[]} */
  let samples = [];
  const images = imageRow(open);
  let key = "";
  let play = () => {};
  return {
    start({ again, data }) {
      const found = player(again, images, data, {
        clear: () => void (samples = []),
        add: (place) => void (samples = [...samples, place]),
      });
      play = found.play;
      return found;
    },
    show({ step1, step2 }, /** @type {Data} */ data) {
      const code = /** @type {Place} */ ([data.mean[0] + step1, data.mean[1] + step2]);
      const near = (/** @type {0 | 1} */ axis) =>
        /** @type {const} */ ([data.mean[axis] - REACH * data.sd[axis], data.mean[axis] + REACH * data.sd[axis]]);
      return {
        frames: [
          {
            ...{ share: [0, 0.5], x: [-REACH, REACH], y: [-REACH, REACH], title: "All codes" },
            ...{ xName: "z₁", yName: "z₂" },
          },
          { share: [0.5, 1], x: near(0), y: near(1), title: "The code of this image, enlarged", xName: "z₁" },
        ],
        paint([all, enlarged]) {
          if (key !== JSON.stringify([data.run, data.mean])) {
            key = JSON.stringify([data.run, data.mean]);
            images.begin(data);
            play(); // the samples of this image, also without a press of the button
          }
          images.moved(code);
          for (const sds of [1, 2]) all.line(outline([0, 0], [1, 1], sds), "dotted");
          for (const [u, v, label] of data.codes) all.text(u, v, String(label)).style.fill = data.colours[label];
          for (const plot of [all, enlarged]) {
            plot.line(outline(data.mean, data.sd, 1), "second");
            plot.line(outline(data.mean, data.sd, 2), "second dashed");
            for (const [u, v] of samples) plot.dot(u, v, "third", 3);
          }
        },
        handles: [
          {
            ...{ panel: 0, x: code[0], y: code[1], words: "Drag: code" },
            drag: ([u, v]) => ({ step1: u - data.mean[0], step2: v - data.mean[1] }),
          },
        ],
        key: [
          ["dotted", "prior, 1 and 2 sd"],
          ["second", "posterior, 1 sd"],
          ["second dashed", "2 sd"],
        ],
        readout: `Moved code: (${code.map((each) => each.toFixed(2)).join(", ")})`.replaceAll("-", "−"),
      };
    },
  };
}

/**
 * The images in a row: the input, the moved code's, and those of samples.
 * @param {typeof openDecoder} open
 */
function imageRow(open) {
  const canvases = Array.from({ length: SHOWN + 2 }, () => element("canvas", { width: 28, height: 28 }));
  const words = ["image", "moved code", ...Array.from({ length: SHOWN }, (_, at) => `sample ${at + 1}`)];
  const figures = canvases.map((canvas, at) => element("figure", {}, canvas, element("figcaption", {}, words[at])));
  const problem = element("p", { role: "alert", hidden: true });
  const root = element("div", { class: "lesson-images" }, ...figures, problem);
  /** @type {Promise<import("../run/decoder.js").Decoder> | null} */
  let decoder = null;
  let isGone = false;
  let shape = /** @type {[number, number, number]} */ ([1, 28, 28]);

  /**
   * @param {number} at the canvas
   * @param {Place} code
   * @param {boolean} isDrag
   */
  async function decode(at, code, isDrag) {
    try {
      const opened = await decoder;
      if (isGone) return;
      const found = await (isDrag ? opened?.decodeLatest : opened?.decode)?.(new Float32Array(code), 1);
      if (found) paintImage(canvases[at], found.data, shape);
    } catch (error) {
      if (isGone) return;
      problem.hidden = false;
      const words = error instanceof Error ? error.message : error;
      problem.textContent = `The decoder could not run: ${words}. Reload the page.`;
    }
  }

  return {
    root,
    /** @param {Data} data */
    begin(data) {
      decoder ??= open(`${data.run}/decoder.onnx`);
      shape = data.shape;
      paintImage(canvases[0], new Float32Array(data.image), shape);
      for (const canvas of canvases.slice(2)) context2d(canvas).clearRect(0, 0, canvas.width, canvas.height);
    },
    /** @param {Place} code */
    moved: (code) => void decode(1, code, true),
    /**
     * @param {number} number of the sample
     * @param {Place} code
     */
    sampled: (number, code) => void decode(2 + (number % SHOWN), code, false),
    close() {
      isGone = true;
      decoder?.then(
        (opened) => opened.close(),
        () => undefined, // it never opened: nothing to close
      );
    },
  };
}

/**
 * The button that samples codes one by one.
 * @param {() => void} again
 * @param {ReturnType<typeof imageRow>} images
 * @param {() => Data} data
 * @param {{clear: () => void, add: (place: Place) => void}} samples
 */
function player(again, images, data, samples) {
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];
  const stop = () => timers.forEach(clearTimeout);
  function play() {
    stop();
    samples.clear();
    timers = Array.from({ length: SHOWN }, (_, number) =>
      setTimeout(
        () => {
          const { mean, sd } = data();
          const place = /** @type {Place} */ (mean.map((each, axis) => each + sd[axis] * normalSample()));
          samples.add(place);
          again();
          images.sampled(number, place);
        },
        FIRST_MS + number * EACH_MS,
      ),
    );
  }
  const button = element(
    "button",
    { type: "button", class: "lesson-button", onclick: () => (play(), again()) },
    `Sample ${SHOWN} codes`,
  );
  return { tools: [button, images.root], play, destroy: () => (stop(), images.close()) };
}
