/**
 * The large slider of beta: what the next training gets, or what the one that runs is steered to. It reports every
 * move.
 */

import { effectiveBeta } from "../maths/effective_beta.js";
import { element } from "../shared/dom.js";
import { whenAtRest } from "../shared/pace.js";
import { ladder, nearest, significant } from "./points.js";

/** @typedef {import("../maths/effective_beta.js").KlWeight} KlWeight */

/** The slider's steps: 0, then 15 values a decade, about as far apart as a reader can tell their effect. */
export const BETAS = [0, ...ladder(0.05, 64, [1, 1.2, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9]), 64];
const TICKS = [0, 0.1, 1, 4, 10, 64];
const PACE_MS = 150; // between two reports of one drag: each is a message to the server
const QUIET_MS = 1500; // after a move, before values of the history are shown: its older ones would pull the thumb back

/**
 * Returns the position of a value on the slider, 0 to 1. Pure.
 * @param {number} beta
 */
export const shareOf = (beta) => nearest(BETAS, beta) / (BETAS.length - 1);

/**
 * Returns the numbers below the track; a click on one sets the slider.
 * @param {(beta: number) => void} jump
 */
function tickMarks(jump) {
  return TICKS.map((beta) => {
    const mark = element(
      "button",
      { type: "button", class: "beta-tick", tabindex: -1, "aria-hidden": "true", onclick: () => jump(beta) },
      significant(beta),
    );
    mark.style.setProperty("--share", String(shareOf(beta)));
    return mark;
  });
}

/** @param {number | null} beta */
export const effectiveWords = (beta) => `effective ${beta === null ? "–" : significant(beta, 2)}`;

/**
 * Returns the words of the effective beta, and its mark above the track.
 * @param {Pick<ReturnType<typeof import("./hints.js").liveHints>, "term">} hints
 */
function effectMeter(hints) {
  const [meter, mark] = [hints.term("", "effective beta"), element("i", { class: "beta-mark", "aria-hidden": "true" })];
  meter.dataset.testid = "effective-beta";
  /** @param {number | null} beta null: unknown */
  function showEffect(beta) {
    meter.textContent = effectiveWords(beta);
    mark.hidden = beta === null;
    mark.style.setProperty("--share", String(shareOf(beta ?? 0)));
  }
  return { meter, mark, showEffect };
}

/**
 * @param {HTMLElement} place
 * @param {Pick<ReturnType<typeof import("./hints.js").liveHints>, "term">} hints
 * @param {{moved: (beta: number) => void, set: (beta: number) => void}} on moved: at every move, paced; set: on release
 */
export function betaSlider(place, hints, on) {
  const input = element("input", { type: "range", min: 0, max: BETAS.length - 1, step: 1, "aria-label": "Beta" });
  const [output, now] = [element("output", { class: "beta-value" }), element("small", { class: "beta-now" })];
  const { meter, mark, showEffect } = effectMeter(hints);
  const marks = tickMarks(jump);
  const words = element("div", { class: "beta-words" }, element("strong", {}, hints.term("KL weight β", "beta")), now);
  place.append(
    words,
    element("div", { class: "beta-track" }, input, mark, element("div", { class: "beta-ticks" }, ...marks)),
    element("div", { class: "beta-figure" }, output, meter),
  );
  let klWeight = /** @type {KlWeight} */ ({ fixedSd: null, hasEffectiveBeta: false });
  let error = /** @type {number | null} */ (null);
  let [value, touched, sent, use] = [1, -Infinity, -Infinity, ""];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function say() {
    output.textContent = significant(value, 3);
    input.setAttribute("aria-valuetext", output.textContent);
    input.style.setProperty("--filled", `${100 * shareOf(value)}%`);
    showEffect(effectiveBeta(value, klWeight, error));
  }

  /** @param {number} beta */
  function jump(beta) {
    if (input.disabled) return;
    show(beta);
    move();
    release();
  }

  /** @param {number} beta */
  function show(beta) {
    value = beta;
    input.value = String(nearest(BETAS, beta));
    say();
  }

  const quiet = () => (input.matches(":active") ? QUIET_MS : touched + QUIET_MS - performance.now());
  const elsewhere = whenAtRest(quiet, show);

  function move() {
    touched = performance.now();
    elsewhere.drop(); // this value is the newer one
    clearTimeout(timer);
    const wait = sent + PACE_MS - touched;
    if (wait > 0) timer = setTimeout(report, wait);
    else report();
  }

  function report() {
    sent = touched = performance.now();
    on.moved(value);
  }

  function release() {
    clearTimeout(timer);
    on.set(value);
  }

  input.addEventListener("input", () => {
    value = BETAS[Number(input.value)];
    say();
    move();
  });
  input.addEventListener("change", release);
  say();
  return {
    value: () => value,
    /** Shows a value set elsewhere; while the thumb moves and shortly after, it waits. */
    follow: elsewhere.offer,
    /** Another run is shown: values of the one before do not count. */
    forget: elsewhere.drop,
    set: show,
    /**
     * Shows the effective beta of the value that the slider has.
     * @param {KlWeight} given
     */
    setKlWeight: (given) => ((klWeight = given), say()),
    /** @param {number | null} now the mean squared error of the moment that is shown; null: unknown */
    fit: (now) => ((error = now), say()),
    /**
     * The weight in force, which a schedule may have changed.
     * @param {number} beta
     */
    now: (beta) =>
      void (now.textContent =
        input.disabled || Math.abs(beta - value) <= 0.02 * value ? use : `now ${significant(beta, 2)}`),
    /**
     * Leaves the slider out, and its place empty.
     * @param {boolean} is
     */
    hide: (is) => void (place.style.visibility = is ? "hidden" : ""),
    /**
     * Enables the slider if there is a KL to weight; shows the words beside it.
     * @param {boolean} is
     * @param {string} words
     */
    enable(is, words) {
      input.disabled = !is;
      now.textContent = use = words;
      output.classList.toggle("is-off", !is);
      for (const mark of marks) mark.disabled = !is;
    },
  };
}
