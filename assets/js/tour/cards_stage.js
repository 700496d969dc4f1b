/** The stage of a tour of cards: a chapter a step, its cards lit one after the other. A card may be a link. */

import { element } from "../shared/dom.js";

/** @typedef {{mark: string, title: string, text: string, href: string}} Card mark: a number; href: "" for none */
/**
 * @typedef {object} Chapter
 * @property {string} name
 * @property {string} heading
 * @property {number} seconds
 * @property {import("./timeline.js").Caption[]} captions
 * @property {Card[]} cards
 */
/** @typedef {{chapter: number, lit: number}} Scene lit: cards up to this number are lit */

const HINT = "Open a card, or continue.";
const LIGHTS = 0.8; // share of a chapter after which all its cards are lit

/**
 * Returns the number of lit cards after a share of a chapter; the first at once. Pure.
 * @param {number} share 0 to 1
 * @param {number} count
 */
export const litAt = (share, count) => Math.min(count, 1 + Math.floor((share / LIGHTS) * count));

/**
 * Returns the number of columns for some cards: two for four of them, so that each is large. Pure.
 * @param {number} count
 */
export const columnsOf = (count) => (count <= 4 ? 2 : 3);

/** @param {Card} card */
function cardElement({ mark, title, text, href }) {
  const words = [element("b", {}, mark), element("strong", {}, title), element("span", {}, text)];
  return href
    ? element("a", { class: "tour-card", href, target: "_self" }, ...words)
    : element("div", { class: "tour-card" }, ...words);
}

/**
 * @param {HTMLElement} place
 * @param {readonly Chapter[]} chapters
 */
export function cardsStage(place, chapters) {
  const heading = element("h2", {});
  const cards = element("div", { class: "tour-cards" });
  place.append(element("div", { class: "tour-chapter" }, heading, cards));
  let shown = -1;
  return {
    steps: chapters.map(({ name, seconds, captions, cards: all }, chapter) => ({
      ...{ name, seconds, captions, hint: HINT },
      scene: (/** @type {number} */ t) => ({ chapter, lit: litAt(t / seconds, all.length) }),
    })),
    /** @param {Scene} scene */
    show({ chapter, lit }) {
      if (chapter !== shown) {
        heading.textContent = chapters[chapter].heading;
        cards.replaceChildren(...chapters[chapter].cards.map(cardElement));
        cards.style.setProperty("--columns", String(columnsOf(chapters[chapter].cards.length)));
      }
      shown = chapter;
      [...cards.children].forEach((card, at) => card.classList.toggle("is-lit", at < lit));
      [...cards.children].forEach((card, at) => card.classList.toggle("is-now", at === lit - 1));
    },
    recolour: () => undefined,
    destroy: () => undefined,
  };
}
