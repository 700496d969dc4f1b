/** Buttons and sliders that steer a training while it runs. A slider sends on release; what others changed moves it. */

import { element } from "../shared/dom.js";
import { ladder, nearest, significant } from "./points.js";

/** @typedef {(name: string, value?: number | string) => void} Send */
/**
 * @typedef {object} Settings what the run has now; a null beta: the model has none
 * @property {number | null} beta @property {string | null} beta_schedule @property {number} learning_rate @property {string[]} schedules
 */

const MORE = 5; // epochs
const WORDS = /** @type {Record<string, string>} */ ({ constant: "constant", warm_up: "warm-up", cyclical: "cyclical" });

/** @param {HTMLElement} place @param {Settings} settings @param {Send} send */
export function liveControls(place, settings, send) {
  /** @param {string} text @param {string} title @param {() => void} press */
  const button = (text, title, press) => element("button", { type: "button", class: "live-button", title, onclick: press }, text);
  const pause = button("Pause", "Stand still after this step; nothing is lost", () => send(standsStill ? "resume" : "pause"));
  const step = button("One step", "Take one step of the optimizer and show what happened in it", () => send("step"));
  const stop = button("Stop", "End it here and keep what was learned", () => send("stop"));
  const more = button(`+${MORE} epochs`, "Train longer than planned", () => send("extend", MORE));
  const rate = slider("Learning rate", ladder(1e-5, 0.1, [1, 2, 5]), settings.learning_rate, (value) => send("learning_rate", value));
  const beta = settings.beta === null ? null : slider("Beta", [0, ...ladder(0.01, 100, [1, 2, 5])], settings.beta, (value) => send("beta", value));
  const schedule = settings.beta_schedule === null ? null : choice("Beta schedule", settings.schedules, settings.beta_schedule, (value) => send("beta_schedule", value));
  const root = element("div", { class: "live-controls", role: "group", "aria-label": "Steer the training" },
    element("div", { class: "live-buttons" }, pause, step, stop, more),
    ...[beta, schedule, rate].flatMap((part) => (part ? [part.root] : [])));
  place.append(root);
  let standsStill = false;
  root.hidden = true;

  /** What can be pressed now. @param {string} status */
  function state(status) {
    const isAlive = status === "paused" || status === "running";
    standsStill = status === "paused" || status === "lost";
    root.hidden = !isAlive && !["queued", "starting", "lost"].includes(status);
    pause.textContent = { paused: "Go on", lost: "Resume" }[status] ?? "Pause";
    pause.disabled = !isAlive && !standsStill;
    more.disabled = !isAlive;
    step.disabled = status !== "paused";
  }

  return {
    state,
    /** @param {import("./points.js").RunEvent} event */
    follow({ event, value }) {
      if (event === "beta") beta?.set(Number(value));
      if (event === "beta_schedule") schedule?.set(String(value));
      if (event === "learning_rate") rate.set(Number(value));
    },
  };
}

/** @param {string} name @param {number[]} steps @param {number} value @param {(value: number) => void} onRelease */
function slider(name, steps, value, onRelease) {
  const output = element("output", {});
  const input = element("input", { type: "range", min: 0, max: steps.length - 1, step: 1, "aria-label": name });
  const chosen = () => steps[Number(input.value)];
  /** @param {number} now */
  const say = (now) => {
    output.textContent = significant(now, 2);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  /** @param {number} now */
  const set = (now) => {
    input.value = String(nearest(steps, now));
    say(now);
  };
  input.addEventListener("input", () => say(chosen()));
  input.addEventListener("change", () => onRelease(chosen()));
  set(value);
  return { set, root: element("label", { class: "live-slider" }, element("span", {}, name), input, output) };
}

/** @param {string} name @param {string[]} options @param {string} value @param {(value: string) => void} onChoice */
function choice(name, options, value, onChoice) {
  const select = element("select", { "aria-label": name }, ...options.map((option) => element("option", { value: option }, WORDS[option] ?? option)));
  const set = (/** @type {string} */ now) => void (select.value = now);
  select.addEventListener("change", () => onChoice(select.value));
  set(value);
  return { set, root: element("label", { class: "live-slider" }, element("span", {}, name), select) };
}
