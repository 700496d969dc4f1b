/** The buttons of the cockpit. The first one is Train, then Pause, then Go on, at one place: it never moves. */

import { element } from "../shared/dom.js";

/** @typedef {(name: string, value?: number | string | null) => void} Send */
/**
 * @typedef {object} Standing what decides on the buttons
 * @property {string} status of the run that is shown; empty: none is shown, or a recorded one
 * @property {boolean} isOwn whether it may be steered
 * @property {boolean} canTrain whether the form holds a configuration
 * @property {boolean} canResume whether the run was interrupted or stopped before its end
 */

const MORE = 5; // epochs
const SLOW_MS = 1600; // between two steps in slow motion
const ALIVE = ["running", "paused"];
const BEFORE = ["queued", "starting"];

/**
 * Returns the text of each button and whether it is enabled. Pure.
 * @param {Standing} standing
 * @param {boolean} isAsked a training was asked for just now
 * @param {boolean} isSlow
 */
export function buttonsFor({ status, isOwn, canTrain, canResume }, isAsked, isSlow) {
  const isSaving = status === "saving";
  const isMine = isOwn && [...ALIVE, ...BEFORE, "lost", "saving"].includes(status);
  const main = isAsked
    ? "Starting"
    : !isMine
      ? "Train"
      : ({ running: "Pause", paused: "Go on", lost: "Resume", saving: "Saving" }[status] ?? "Starting");
  return {
    main,
    canMain: main === "Train" ? canTrain : main !== "Starting" && !isSaving,
    canStep: isMine && ALIVE.includes(status) && !isSlow,
    canSlow: isMine && ALIVE.includes(status),
    canStop: isMine && !isAsked && !isSaving,
    more: !isMine && isOwn && canResume ? "Resume" : `+${MORE} epochs`,
    canMore: isOwn && !isAsked && Boolean(status) && (ALIVE.includes(status) || !isMine),
  };
}

/**
 * @param {HTMLElement} place
 * @param {Pick<ReturnType<typeof import("./hints.js").liveHints>, "control">} hints
 * @param {{send: Send, train: () => void, stepped: () => void}} on
 */
export function liveControls(place, hints, on) {
  /**
   * @param {string} name
   * @param {() => void} press
   * @param {string} words what it does
   * @param {string} [term] of the glossary
   */
  function button(name, press, words, term) {
    const made = element("button", { type: "button", class: `live-button is-${name}`, onclick: press });
    hints.control(made, words, term);
    return made;
  }
  const main = button("main", pressMain, "Starts a training with these settings; pauses the one that runs.");
  main.dataset.testid = "pause";
  const step = button("step", () => (endSlow(), takeStep()), "Takes one step and shows its numbers.", "optimizer step");
  const slow = button(
    "slow",
    () => (slowTimer ? (endSlow(), draw()) : startSlow()),
    "Takes a step every second and a half, with its numbers.",
    "optimizer step",
  );
  const stop = button("stop", () => (endSlow(), on.send("stop")), "Ends the training here and keeps the model.");
  const goOn = () => (more.textContent === "Resume" ? on.send("resume") : on.send("extend", MORE));
  const more = button("more", goOn, "Trains longer than planned.", "epoch");
  [step, slow, stop].forEach((part, at) => (part.textContent = ["One step", "Slow", "Stop"][at]));
  slow.setAttribute("aria-pressed", "false");
  place.append(main, step, slow, stop, more);
  /** @type {Standing} */
  let standing = { status: "", isOwn: false, canTrain: false, canResume: false };
  let isAsked = false;
  /** @type {ReturnType<typeof setInterval> | null} */
  let slowTimer = null;

  function pressMain() {
    endSlow();
    const { main: name } = buttonsFor(standing, isAsked, false);
    if (name === "Pause") on.send("pause");
    if (name === "Go on" || name === "Resume") on.send("resume");
    if (name !== "Train") return draw();
    isAsked = true; // a second press cannot queue a second run
    draw();
    on.train();
  }

  function takeStep() {
    if (standing.status === "running") on.send("pause");
    on.send("step");
    on.stepped();
  }

  function startSlow() {
    takeStep();
    slowTimer = setInterval(() => on.send("step"), SLOW_MS);
    draw();
  }

  function endSlow() {
    if (slowTimer) clearInterval(slowTimer);
    slowTimer = null;
  }

  function draw() {
    const now = buttonsFor(standing, isAsked, Boolean(slowTimer));
    main.textContent = now.main;
    more.textContent = now.more;
    slow.setAttribute("aria-pressed", String(Boolean(slowTimer)));
    for (const [part, can] of /** @type {[HTMLButtonElement, boolean][]} */ ([
      [main, now.canMain],
      [step, now.canStep],
      [slow, now.canSlow],
      [stop, now.canStop],
      [more, now.canMore],
    ]))
      part.disabled = !can;
  }

  draw();
  return {
    /** @param {Partial<Standing>} change */
    stand(change) {
      standing = { ...standing, ...change };
      if (slowTimer && !ALIVE.includes(standing.status)) endSlow();
      draw();
    },
    /** The training that was asked for is there, or was refused. */
    answered() {
      isAsked = false;
      draw();
    },
    isAsked: () => isAsked,
    destroy: endSlow,
  };
}
