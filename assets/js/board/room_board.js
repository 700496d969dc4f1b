/** The board of a classroom: a card for each student. Cards stay in place; only what changed is written. */

import { dataOf, figures, pointsOf, rangesOf, stateOf } from "./board_cards.js";
import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

/** @typedef {import("./board_cards.js").Card} Card */
/** @typedef {ReturnType<typeof makeCard>} Shown */

const [WIDTH, HEIGHT] = [200, 56]; // of a curve, in its own units
const SVG = "http://www.w3.org/2000/svg";

/**
 * Puts an empty board into `parent`.
 * @param {Node & ParentNode} parent
 */
export default function mount(parent) {
  const root = element("ul", { class: "board", "data-testid": "board", "aria-label": "Students" });
  const sheets = styleSheets([assetUrl("js/board/room_board.css")]);
  parent.append(...sheets, root);
  /** @type {Map<string, Shown>} */
  const known = new Map();
  return {
    /** @param {Card[]} cards */
    show(cards) {
      const names = new Set(cards.map(({ name }) => name));
      for (const [name, shown] of known) {
        if (names.has(name)) continue;
        shown.root.remove();
        known.delete(name);
      }
      const ranges = rangesOf(cards);
      for (const [index, card] of cards.entries()) {
        const shown = known.get(card.name) ?? makeCard();
        known.set(card.name, shown);
        if (root.children[index] !== shown.root) root.insertBefore(shown.root, root.children[index] ?? null);
        shown.show(card, ranges.get(dataOf(card)) ?? [0, 1]);
      }
    },
    destroy() {
      root.remove();
      sheets.forEach((sheet) => sheet.remove());
    },
  };
}

function makeCard() {
  const name = element("strong", {});
  const state = element("span", { class: "board-state" });
  const what = element("span", { class: "board-what" });
  const numbers = element("span", { class: "board-figures" });
  const picture = element("img", { class: "board-map", alt: "", width: 88, height: 88 });
  const svg = svgElement("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const lines = ["reconstruction", "elbo"].map((kind) => svgElement("polyline", { class: `board-${kind}` }));
  svg.append(...lines);
  const link = element(
    "a",
    { class: "board-card", target: "_blank", rel: "noopener" },
    element("span", { class: "board-head" }, name, state),
    what,
    element("span", { class: "board-row" }, picture, svg),
    numbers,
  );
  const write = (/** @type {HTMLElement} */ place, /** @type {string} */ text) => {
    if (place.textContent !== text) place.textContent = text;
  };
  return {
    root: element("li", {}, link),
    /**
     * @param {Card} card
     * @param {[number, number]} range
     */
    show(card, range) {
      write(name, card.name);
      write(state, stateOf(card));
      write(what, [card.what, card.runs > 1 ? `${card.runs} runs` : ""].filter(Boolean).join(" · "));
      write(numbers, figures(card));
      link.dataset.state = card.state;
      set(link, "href", card.href);
      set(picture, "src", card.map ?? undefined);
      picture.hidden = !card.map;
      svg.style.visibility = card.elbo?.length ? "visible" : "hidden";
      const curves = [card.reconstruction ?? [], card.elbo ?? []];
      curves.forEach((curve, index) => set(lines[index], "points", pointsOf(curve, range, WIDTH, HEIGHT)));
    },
  };
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 */
function svgElement(tag, attributes) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/**
 * Sets an attribute where it changed, or removes it.
 * @param {Element} place
 * @param {string} name
 * @param {string | undefined} value
 */
function set(place, name, value) {
  if (value === undefined) place.removeAttribute(name);
  else if (place.getAttribute(name) !== value) place.setAttribute(name, value);
}
