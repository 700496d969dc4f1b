/** The line above the cards: how many train and wait, the order of the cards, what is shown, full screen. */

import { ORDERS } from "./board_cards.js";
import { element } from "../shared/dom.js";

/** @typedef {import("./board_choices.js").Choices} Choices */

const VIEWS = /** @type {const} */ ([
  ["both", "Cards and plot"],
  ["cards", "Cards"],
  ["plot", "Plot"],
]);

/**
 * @param {Choices} choices
 * @param {(change: Partial<Choices>) => void} choose
 * @param {() => void} fill the screen
 */
export function boardBar(choices, choose, fill) {
  const summary = element("p", { class: "board-summary", role: "status" });
  const order = element(
    "select",
    { class: "board-select", onchange: () => choose({ order: order.value }) },
    ...ORDERS.map(({ key, words }) => element("option", { value: key, selected: key === choices.order }, words)),
  );
  const buttons = VIEWS.map(([view, words]) =>
    element("button", { type: "button", class: "board-button", onclick: () => choose({ view }) }, words),
  );
  const full = element("button", { type: "button", class: "board-button", onclick: fill }, "Full screen");
  const views = element("div", { class: "board-views", role: "group", "aria-label": "Shown" }, ...buttons);
  const sort = element("label", { class: "board-sort" }, "Sort by ", order);
  return {
    root: element("div", { class: "board-bar" }, summary, sort, views, full),
    /**
     * @param {string} words
     * @param {Choices} chosen
     */
    show(words, chosen) {
      if (summary.textContent !== words) summary.textContent = words;
      buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(VIEWS[at][0] === chosen.view)));
    },
  };
}
