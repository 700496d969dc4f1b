/** Tabs: one panel of several is shown, all at one place and of one size. */

import { element } from "./dom.js";

let made = 0;

/**
 * @typedef {object} Tabs
 * @property {(at: number) => void} open
 * @property {() => number} now
 * @property {(at: number, isOffered: boolean) => void} offer
 * @property {HTMLElement[]} buttons
 */

/**
 * Draws only what is seen: at once while its panel is shown, else when it is opened.
 * @param {HTMLElement} panel of a tab
 * @param {() => void} draw
 * @returns {() => void}
 */
export function whileShown(panel, draw) {
  let isDue = false;
  panel.addEventListener("shown", () => {
    if (isDue) draw();
    isDue = false;
  });
  return () => {
    isDue = panel.hidden;
    if (!isDue) draw();
  };
}

/**
 * @param {HTMLElement} place
 * @param {string} words name of the list of tabs
 * @param {{name: string, panel: HTMLElement}[]} tabs
 * @param {(at: number) => void} opened told which panel is shown now
 * @returns {Tabs}
 */
export function tabbed(place, words, tabs, opened) {
  const group = `tabs-${++made}`;
  const buttons = tabs.map(({ name, panel }, at) => {
    Object.assign(panel, { id: `${group}-${at}`, tabIndex: 0 });
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-label", name);
    panel.classList.add("tab-panel");
    return element(
      "button",
      {
        type: "button",
        role: "tab",
        class: "tab",
        "aria-controls": panel.id,
        onclick: () => open(at),
        onkeydown: (/** @type {KeyboardEvent} */ event) => key(event, at),
      },
      name,
    );
  });
  place.append(
    element("div", { class: "tablist", role: "tablist", "aria-label": words }, ...buttons),
    ...tabs.map(({ panel }) => panel),
  );
  let now = -1;

  /** @param {number} at */
  function open(at) {
    if (at === now) return;
    now = at;
    buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", String(index === at));
      button.tabIndex = index === at ? 0 : -1;
      tabs[index].panel.hidden = index !== at;
    });
    tabs[at].panel.dispatchEvent(new Event("shown"));
    opened(at);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} at
   */
  function key(event, at) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const offered = buttons.map((_, index) => index).filter((index) => !buttons[index].hidden);
    const next = offered[(offered.indexOf(at) + step + offered.length) % offered.length];
    open(next);
    buttons[next].focus();
  }

  /**
   * Offers a tab or hides it; where it was open, the first one that is offered opens.
   * @param {number} at
   * @param {boolean} isOffered
   */
  function offer(at, isOffered) {
    buttons[at].hidden = !isOffered;
    if (!isOffered && now === at) open(buttons.findIndex(({ hidden }) => !hidden));
  }

  open(0);
  return { open, now: () => now, offer, buttons };
}
