/**
 * The stage of a tour of real pages: each chapter opens a page of the app in a frame, and a ring points at its parts,
 * one after the other. The page in the frame is a whole page: a visitor who touches it goes on with it.
 */

import { element } from "../shared/dom.js";
import { pageFrames, pageRing } from "./page_frames.js";

/** @typedef {{mark: string, title: string, text: string, target: string}} Card target: a selector; empty: no part */
/**
 * @typedef {object} Chapter
 * @property {string} name
 * @property {string} heading
 * @property {number} seconds
 * @property {string} href address of the page, below the app's
 * @property {import("./timeline.js").Caption[]} captions
 * @property {Card[]} cards
 */
/** @typedef {{chapter: number, lit: number}} Scene lit: cards up to this number are lit */
/**
 * @typedef {object} PagesOn
 * @property {() => void} taken a visitor touched the page in the frame
 * @property {(event: KeyboardEvent) => void} pressed a key on the page in the frame
 */

const HINT = "This is the real page. Try it here, open it, or continue.";
const LIGHTS = 0.8; // share of a chapter after which all its cards are lit
const LOOK_MS = 200; // between two looks at where the part is: pages load late, and their parts move

/**
 * Returns the number of lit cards after a share of a chapter; the first at once. Pure.
 * @param {number} share 0 to 1
 * @param {number} count
 */
export const litAt = (share, count) => Math.min(count, 1 + Math.floor((share / LIGHTS) * count));

/**
 * @param {HTMLElement} place
 * @param {readonly Chapter[]} chapters
 * @param {PagesOn} on
 */
export function pagesStage(place, chapters, on) {
  const heading = element("h2", {});
  const opens = element("a", { class: "tour-leave", target: "_self", "data-testid": "tour-open" }, "Open this page");
  const cards = element("ol", { class: "tour-cards" });
  const page = element("div", { class: "tour-page", "data-testid": "tour-page" });
  const points = element("div", { class: "tour-points" }, heading, cards, opens);
  place.append(element("div", { class: "tour-chapter" }, page, points));
  const frames = pageFrames(page, chapters, on);
  const ring = pageRing(page);
  let [shown, pointed] = [-1, 0]; // the chapter, and the card of it that the ring points at

  const point = () => ring.show(frames.of(shown), chapters[shown]?.cards[pointed]?.target ?? "");

  /** @param {number} at */
  function pointAt(at) {
    pointed = at;
    [...cards.children].forEach((card, index) => card.classList.toggle("is-now", index === at));
    point();
  }

  /** @param {number} chapter */
  function open(chapter) {
    const { heading: words, cards: all, href } = chapters[chapter];
    heading.textContent = words;
    opens.href = href || "./";
    cards.replaceChildren(
      ...all.map((card, at) =>
        element(
          "li",
          {},
          cardButton(card, () => pointAt(at)),
        ),
      ),
    );
    frames.open(chapter);
    shown = chapter;
    pointAt(0);
  }

  const observer = new ResizeObserver(() => (frames.fit(), point()));
  observer.observe(page);
  const timer = setInterval(point, LOOK_MS);
  return {
    steps: chapters.map(({ name, seconds, captions, cards: all }, chapter) => ({
      ...{ name, seconds, captions, hint: HINT },
      scene: (/** @type {number} */ t) => ({ chapter, lit: litAt(t / seconds, all.length) }),
    })),
    /** @param {Scene} scene */
    show({ chapter, lit }) {
      if (chapter !== shown) open(chapter);
      [...cards.children].forEach((card, at) => card.classList.toggle("is-lit", at < lit));
      if (pointed !== lit - 1) pointAt(lit - 1);
    },
    recolour: () => undefined,
    destroy() {
      clearInterval(timer);
      observer.disconnect();
    },
  };
}

/**
 * @param {Card} card
 * @param {() => void} onclick
 */
function cardButton({ mark, title, text }, onclick) {
  const words = [element("b", {}, mark), element("strong", {}, title), element("span", {}, text)];
  return element("button", { type: "button", class: "tour-card", onclick }, ...words);
}
