/** The slider over a run's frames, and play: from frame to frame to the last one. */

import { element } from "../shared/dom.js";
import { frameWords, frameIndex, stayMs } from "./words.js";

/** @typedef {import("./files.js").Listed} Listed */

/**
 * @param {HTMLElement} place
 * @param {(at: number, isPlaying: boolean) => void} moved told the frame to show
 * @param {() => string} last what the right end is called
 * @param {(canPlay: boolean) => void} changed called with whether playing can start now
 */
export function framePlayer(place, moved, last, changed) {
  const play = element(
    "button",
    {
      type: "button",
      class: "live-button time-play",
      "aria-pressed": "false",
      disabled: true,
      "data-testid": "time-play",
      onclick: () => (timer ? stop() : start()),
    },
    "Play",
  );
  const slider = element("input", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    value: 0,
    disabled: true,
    "aria-label": "Time machine: frame",
    "data-testid": "time-slider",
    oninput: () => (stop(), go(Number(slider.value), false)),
  });
  const output = element("output", { class: "time-when", "data-testid": "time-when" }, "No step is kept yet");
  place.append(play, slider, output);
  /** @type {Listed[]} */
  let frames = [];
  let [at, timer, isAtEnd] = [0, /** @type {any} */ (null), true];

  /**
   * @param {number} next
   * @param {boolean} isPlaying
   */
  function go(next, isPlaying) {
    at = next;
    isAtEnd = at === frames.length - 1;
    slider.value = String(at);
    output.textContent = `${isAtEnd && last() ? `${last()}: ` : ""}${frameWords(frames[at], at, frames.length)}`;
    slider.setAttribute("aria-valuetext", output.textContent);
    moved(at, isPlaying);
  }

  function start() {
    if (frames.length < 2) return;
    if (isAtEnd) go(0, true);
    play.textContent = "Stop film";
    play.setAttribute("aria-pressed", "true");
    changed(false);
    timer = setTimeout(next, stayMs(matchMedia("(prefers-reduced-motion: reduce)").matches));
  }

  function next() {
    go(Math.min(at + 1, frames.length - 1), true);
    if (isAtEnd) stop();
    else timer = setTimeout(next, stayMs(matchMedia("(prefers-reduced-motion: reduce)").matches));
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
    changed(frames.length > 1);
  }

  return {
    play,
    start,
    stop,
    /**
     * As a hand on the slider does.
     * @param {number} next
     */
    go(next) {
      stop();
      if (next !== at) go(next, false);
    },
    frames: () => frames,
    isAtEnd: () => isAtEnd,
    /**
     * Lists new frames: a slider at the end moves to the new end, otherwise it stays at its step.
     * @param {Listed[]} listed
     */
    list(listed) {
      const step = isAtEnd || !frames.length ? null : frames[at].step;
      frames = listed;
      slider.max = String(frames.length - 1);
      slider.disabled = play.disabled = frames.length < 2;
      changed(frames.length > 1 && !timer);
      go(frameIndex(frames, step), false);
    },
  };
}
