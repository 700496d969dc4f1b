/**
 * A tour that runs by itself: captions and scenes by the clock. Keys and buttons move it; a touch of the stage pauses
 * it and leaves the scene to the visitor.
 *
 * START HERE: `mount` makes the shell, opens the stage and starts the clock.
 */

import { arrived } from "../shared/styles.js";
import { clock } from "./clock.js";
import { pagesStage } from "./pages_stage.js";
import { tourShell } from "./shell.js";
import { digitsStage } from "./stage.js";
import { captionAt, lengthOf, neighbour, placeIn, sceneSecond, startOf } from "./timeline.js";

/**
 * @typedef {object} Options
 * @property {string} title
 * @property {import("./shell.js").Link[]} links shown at the end
 * @property {string} home where Leave leads
 * @property {number} speed times real time
 * @property {import("./models.js").Given | null} digits
 * @property {import("./pages_stage.js").Chapter[] | null} chapters
 */
/**
 * @typedef {object} Stage
 * @property {readonly import("./timeline.js").AnyStep[]} steps
 * @property {(scene: any) => void} show
 * @property {() => void} recolour
 * @property {() => void} destroy
 */

const FIELDS = "input, select, textarea, [contenteditable]";

/** @param {number} seconds */
const inWords = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/**
 * Returns where a tour is, for the shell.
 * @param {readonly import("./timeline.js").AnyStep[]} steps
 * @param {number} elapsed
 * @param {string} words
 */
function nowOf(steps, elapsed, words) {
  const length = lengthOf(steps);
  const clock = `${inWords(elapsed)} / ${inWords(length)}`;
  return { step: placeIn(steps, elapsed).index, share: elapsed / length, words, clock };
}

/**
 * Returns what a key means to the tour; nothing for keys of fields, buttons and the marker.
 * @param {KeyboardEvent} event
 */
function commandOf(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return "";
  const target = /** @type {Element} */ (event.composedPath()[0]);
  if (target.matches?.(FIELDS)) return "";
  if (event.key === " ") return target.matches?.("button, a") ? "" : "toggle";
  return { ArrowRight: "next", ArrowLeft: "back" }[event.key] ?? "";
}

/**
 * @param {Node & ParentNode} parent an element or a shadow root
 * @param {Options} options
 */
export default function mount(parent, options) {
  /** @type {Stage | null} */
  let stage = null;
  /** @type {ReturnType<typeof clock> | null} */
  let running = null;
  let [isGone, isTaken] = [false, false]; // isTaken: by a touch of the stage
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const steps = () => stage?.steps ?? [];
  const parts = tourShell(parent, options, {
    toggled: () => toggle(),
    moved: (way) => move(way),
    chosen: (step) => running?.go(startOf(steps(), step)),
  });

  /** @param {number} elapsed */
  function show(elapsed) {
    const { index, t } = placeIn(steps(), elapsed);
    const step = steps()[index];
    isTaken = false;
    stage?.show(step.scene(sceneSecond(t, step.seconds, isCalm)));
    parts.tell(nowOf(steps(), elapsed, captionAt(step, t)));
    if (!running?.isPlaying()) stand();
  }

  function stand() {
    const isOver = running && running.elapsed() >= lengthOf(steps());
    parts.stand(running?.isPlaying() ? "playing" : isOver ? "ended" : "paused");
  }

  function toggle() {
    if (running?.isPlaying()) running.stop();
    else running?.play();
  }

  /** Pauses at a touch of the stage, which is then the visitor's. */
  function take() {
    if (!running || isTaken) return;
    running.stop();
    isTaken = true;
    const { hint } = steps()[placeIn(steps(), running.elapsed()).index];
    parts.tell(nowOf(steps(), running.elapsed(), `Your turn. ${hint}`));
  }

  /** @param {1 | -1} way */
  const move = (way) => running?.go(neighbour(steps(), running.elapsed(), way));

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const wanted = running ? commandOf(event) : "";
    if (!wanted) return;
    event.preventDefault();
    if (wanted === "toggle") toggle();
    else move(wanted === "next" ? 1 : -1);
  }

  async function start() {
    // Without style, canvases would stand below each other.
    if (!(await arrived(parts.sheets))) throw new Error("a style sheet could not be loaded");
    parts.root.hidden = false;
    parts.stand("paused");
    const opened = options.digits
      ? await digitsStage(parts.stage, options.digits)
      : pagesStage(parts.stage, options.chapters ?? [], { taken: take, pressed });
    if (isGone) return opened.destroy();
    stage = opened;
    parts.nameSteps(opened.steps.map(({ name }) => name));
    running = clock(lengthOf(opened.steps), options.speed, show, stand);
    running.play();
  }

  for (const name of ["pointerdown", "input"]) parts.stage.addEventListener(name, take);
  parts.stage.addEventListener("keydown", (event) => event.defaultPrevented && take());
  document.addEventListener("keydown", pressed);
  start().catch((error) => {
    parts.root.hidden = false;
    parts.tell({
      step: 0,
      share: 0,
      words: `The tour could not be shown: ${error.message}. Reload the page.`,
      clock: "",
    });
  });

  return {
    recolour: () => void requestAnimationFrame(() => stage?.recolour()),
    destroy() {
      isGone = true;
      running?.stop();
      document.removeEventListener("keydown", pressed);
      stage?.destroy();
      parts.root.remove();
      parts.sheets.forEach((sheet) => sheet.remove());
    },
  };
}
