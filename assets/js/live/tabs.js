/** Tabs: one panel of several is shown, all at one place and of one size. */

import { element } from "../shared/dom.js";

let made = 0;

/**
 * @param {HTMLElement} place
 * @param {{name: string, panel: HTMLElement}[]} tabs
 * @param {(at: number) => void} opened told which panel is shown now
 */
export function tabbed(place, tabs, opened) {
  const group = `live-tabs-${++made}`;
  const buttons = tabs.map(({ name, panel }, at) => {
    Object.assign(panel, { id: `${group}-${at}`, tabIndex: 0 });
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-label", name);
    panel.classList.add("live-panel");
    return element(
      "button",
      {
        type: "button",
        role: "tab",
        class: "live-tab",
        "aria-controls": panel.id,
        onclick: () => open(at),
        onkeydown: (/** @type {KeyboardEvent} */ event) => key(event, at),
      },
      name,
    );
  });
  place.append(
    element("div", { class: "live-tablist", role: "tablist", "aria-label": "What else there is to see" }, ...buttons),
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
    const next = (at + step + tabs.length) % tabs.length;
    open(next);
    buttons[next].focus();
  }

  open(0);
  return { open, now: () => now };
}
