/**
 * The slider along a path, and its animation: to the end and back, or in steps where motion is to be reduced.
 */

import { element, labelledSwitch } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";

const WAY_MS = 4000; // from one end to the other
const STEP_MS = 1000; // a step where motion is to be reduced

/**
 * @typedef {object} Span least, most: of the slider; from, to: what is played
 * @property {string} unit
 * @property {number} least
 * @property {number} most
 * @property {number} from
 * @property {number} to
 * @property {number} steps
 */

/**
 * Returns the share of a film that runs back and forth between two ends, after some time. Pure.
 * @param {number} elapsed milliseconds
 * @param {Span} span
 * @param {boolean} isLoop
 * @param {boolean} isCalm in steps
 * @returns {{share: number, isOver: boolean}}
 */
export function filmAt(elapsed, { from, to, steps }, isLoop, isCalm) {
  const way = isCalm ? (steps - 1) * STEP_MS : WAY_MS;
  const isOver = !isLoop && elapsed >= way;
  const phase = isOver ? 1 : 1 - Math.abs(1 - ((elapsed / way) % 2));
  const share = isCalm ? Math.round(phase * (steps - 1)) / (steps - 1) : phase;
  return { share: from + (to - from) * share, isOver };
}

/**
 * @param {HTMLElement} place
 * @param {(share: number) => void} moved
 */
export function player(place, moved) {
  const slider = element("input", {
    type: "range",
    step: 0.01,
    "data-testid": "share",
    oninput: () => (stop(), go(Number(slider.value))),
  });
  const [name, output] = [element("span"), element("output")];
  const play = element(
    "button",
    {
      type: "button",
      class: "tool play",
      "aria-pressed": "false",
      "data-testid": "play",
      onclick: () => (frame ? stop() : start()),
    },
    "Play",
  );
  const loop = labelledSwitch("Loop", true, () => undefined);
  place.append(element("label", { class: "share" }, name, slider, output), play, loop.label);
  /** @type {Span} */
  let span = { unit: "t", least: -0.5, most: 1.5, from: 0, to: 1, steps: 9 };
  let frame = 0;

  /** @param {number} share */
  function go(share) {
    slider.value = String(share);
    output.textContent = readable(share);
    slider.setAttribute("aria-valuetext", `${span.unit} = ${readable(share)}`);
    moved(share);
  }

  function start() {
    const began = performance.now();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let last = NaN;
    const step = () => {
      const { share, isOver } = filmAt(performance.now() - began, span, loop.input.checked, isCalm);
      if (share !== last) go((last = share));
      if (isOver) stop();
      else frame = requestAnimationFrame(step);
    };
    play.textContent = "Stop";
    play.setAttribute("aria-pressed", "true");
    frame = requestAnimationFrame(step);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  }

  return {
    stop,
    go: (/** @type {number} */ share) => (stop(), go(share)),
    isPlaying: () => frame !== 0,
    /** @param {Span} next */
    set(next) {
      span = next;
      [slider.min, slider.max, name.textContent] = [String(span.least), String(span.most), span.unit];
    },
  };
}
