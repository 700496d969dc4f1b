/**
 * One optimizer step in slow motion: encoder, sample, decoder, loss and gradient with the numbers of that very step.
 */

import { element } from "../shared/dom.js";
import { significant } from "./points.js";
import { paint } from "../shared/picture.js";

/**
 * @typedef {object} Step step.json of a run
 * @property {number} step
 * @property {number} images
 * @property {number} beta
 * @property {number} learning_rate
 * @property {number[]} shape
 * @property {number[]} input
 * @property {number[]} output
 * @property {number[]} z
 * @property {number[]} [mean]
 * @property {number[]} [sd]
 * @property {number} nats
 * @property {number | null} reconstruction
 * @property {number | null} kl
 * @property {Record<"encoder" | "decoder", number>} gradient
 * @property {Record<"encoder" | "decoder", number>} change
 */

const HINT = "Press One step or Slow: each step of the optimizer then stands here in numbers.";
const BEAT_MS = 700; // for which each part is highlighted

/**
 * Returns the name and the lines of each of the five parts of a step. Pure.
 * @param {Step} step
 * @returns {[string, string[]][]}
 */
export function stepWords(step) {
  const list = (/** @type {number[]} */ numbers) => numbers.map((value) => significant(value)).join(", ");
  const { mean, sd, z, kl, reconstruction, gradient, change } = step;
  const total = reconstruction === null ? null : reconstruction + step.beta * (kl ?? 0);
  return [
    ["Encoder", mean && sd ? [`mean ${list(mean)}`, `sd ${list(sd)}`] : [`code ${list(z)}`]],
    ["Sample", mean ? [`z = mean + sd × noise`, `z ${list(z)}`] : ["none: the code itself is decoded"]],
    ["Decoder", [`its picture costs ${significant(step.nats, 4)} nats`]],
    [
      "Loss",
      total === null
        ? ["no usable number"]
        : [
            `mean of ${step.images} images`,
            kl === null
              ? `reconstruction ${significant(total, 4)}`
              : [
                  `${significant(reconstruction ?? 0, 4)} + ${significant(step.beta)} × ${significant(kl)}`,
                  `= ${significant(total, 4)}`,
                ].join(" "),
          ],
    ],
    [
      "Gradient",
      [
        `encoder: norm ${significant(gradient.encoder, 2)}`,
        `decoder: norm ${significant(gradient.decoder, 2)}`,
        [
          `weights move ${significant(change.encoder, 2)}, ${significant(change.decoder, 2)}`,
          `at rate ${significant(step.learning_rate, 2)}`,
        ].join(" "),
      ],
    ],
  ];
}

/** @param {HTMLElement} place */
export function liveDiagram(place) {
  const title = element("p", { class: "live-caption" }, HINT);
  const list = element("ol", { class: "live-steps", "aria-live": "polite" });
  place.append(title, list);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  /** Let the eye follow the numbers through the parts, once. */
  function highlight() {
    clearInterval(timer);
    const parts = [...list.children];
    let now = matchMedia("(prefers-reduced-motion: reduce)").matches ? parts.length : 0;
    const beat = () => {
      parts.forEach((part, at) => part.classList.toggle("is-now", at === now));
      if (now++ >= parts.length) clearInterval(timer);
    };
    timer = setInterval(beat, BEAT_MS);
    beat();
  }

  return {
    /** @param {Step} step */
    show(step) {
      if (title.dataset.step === String(step.step)) return;
      title.dataset.step = String(step.step);
      title.textContent = `Step ${step.step} in slow motion, on the first image of its batch`;
      const pictures = [step.input, null, step.output];
      list.replaceChildren(
        ...stepWords(step).map(([name, lines], at) => {
          const values = pictures[at];
          const canvas = values
            ? element("canvas", { role: "img", "aria-label": at ? "what the decoder drew" : "what the encoder saw" })
            : null;
          if (canvas && values) paint(canvas, Uint8Array.from(values), step.shape);
          return element(
            "li",
            { class: "live-step" },
            ...(canvas ? [canvas] : []), // first, so that the name stands beside it
            element("h4", {}, name),
            ...lines.map((line) => element("p", {}, line)),
          );
        }),
      );
      highlight();
    },
    hide() {
      clearInterval(timer);
      if (!title.dataset.step) return;
      delete title.dataset.step;
      title.textContent = HINT;
      list.replaceChildren();
    },
  };
}
