/** The frame of a tour: title, steps, stage, caption and controls, over the whole window. */

import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

/** @typedef {ReturnType<typeof tourShell>} Shell */
/** @typedef {{href: string, words: string}} Link */
/**
 * @typedef {object} ShellOn what a person does
 * @property {() => void} toggled play or pause
 * @property {(way: 1 | -1) => void} moved to the next step, or back
 * @property {(step: number) => void} chosen a step
 */

/**
 * @param {Node & ParentNode} parent
 * @param {{title: string, links: Link[], home: string}} words
 * @param {ShellOn} on
 */
export function tourShell(parent, { title, links, home }, on) {
  const button = (/** @type {string} */ words, /** @type {string} */ name, /** @type {() => void} */ onclick) =>
    element("button", { type: "button", "aria-label": name, title: name, onclick }, words);
  const steps = element("ol", { class: "tour-steps", "aria-label": "Steps" });
  const time = element("span", { class: "tour-time" });
  const stage = element("div", { class: "tour-stage", "data-testid": "tour-stage" });
  const caption = element("p", { class: "tour-caption", "aria-live": "polite", "data-testid": "tour-caption" });
  const play = element("button", { type: "button", class: "is-main", "data-testid": "tour-play", onclick: on.toggled });
  const ends = element(
    "nav",
    { class: "tour-links", "aria-label": "After the tour" },
    ...links.map(({ href, words }) => element("a", { href, target: "_self" }, words)),
  );
  const controls = element(
    "div",
    { class: "tour-controls" },
    button("‹", "Step back (left arrow key)", () => on.moved(-1)),
    play,
    button("›", "Next step (right arrow key)", () => on.moved(1)),
    ends,
  );
  const bar = element("i", {});
  const root = element(
    "div",
    { class: "tour", "data-testid": "tour", role: "region", "aria-label": title },
    element("div", { class: "tour-progress" }, bar),
    element(
      "div",
      { class: "tour-head" },
      element("h1", {}, title),
      steps,
      time,
      element("a", { class: "tour-leave", href: home, target: "_self", "data-testid": "tour-leave" }, "Leave"),
    ),
    stage,
    caption,
    controls,
  );
  root.hidden = true;
  const sheets = styleSheets([assetUrl("js/plane/controls.css"), assetUrl("js/tour/tour.css")]);
  parent.append(...sheets, root);

  /** @type {HTMLButtonElement[]} */
  let marks = [];
  return {
    root,
    sheets,
    stage,
    /** @param {readonly string[]} names */
    nameSteps(names) {
      marks = names.map((name, at) => button(name, `Step ${at + 1}: ${name}`, () => on.chosen(at)));
      steps.replaceChildren(...marks.map((mark) => element("li", {}, mark)));
    },
    /**
     * Shows where the tour is.
     * @param {{step: number, share: number, words: string, clock: string}} now share: of the whole tour, 0 to 1
     */
    tell({ step, share, words, clock }) {
      if (marks[step] && !marks[step].hasAttribute("aria-current")) {
        marks.forEach((mark) => mark.removeAttribute("aria-current"));
        marks[step].setAttribute("aria-current", "step");
        moveToMiddle(steps, marks[step]);
      }
      bar.style.width = `${100 * share}%`;
      time.textContent = clock;
      if (caption.textContent !== words) caption.textContent = words;
    },
    /** @param {"playing" | "paused" | "ended"} state */
    stand(state) {
      root.dataset.state = state;
      play.textContent = { playing: "Pause", paused: "Continue", ended: "Watch again" }[state];
      play.title = `${play.textContent} (space bar)`;
    },
  };
}

/**
 * Moves a row that is wider than its place, on a phone, until this part of it is in the middle.
 * @param {HTMLElement} row
 * @param {HTMLElement} part
 */
function moveToMiddle(row, part) {
  const [place, at] = [row.getBoundingClientRect(), part.getBoundingClientRect()];
  row.scrollLeft += at.left + at.width / 2 - place.left - place.width / 2;
}
