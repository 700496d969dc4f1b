/**
 * The board of a classroom: cards that fill the window, and the rate-distortion plot of the class.
 * Cards stay in place; only what changed is written.
 */

import { boardBar } from "./board_bar.js";
import { boardCard } from "./board_card.js";
import { dataOf, rangesOf, sorted, boardSummary } from "./board_cards.js";
import { keepChoices, keptChoices } from "./board_choices.js";
import { fitGrid } from "./board_grid.js";
import { classPlot } from "./class_plot.js";
import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

/** @typedef {import("./board_cards.js").Card} Card */
/**
 * @typedef {object} Board
 * @property {string} room its code
 * @property {Card[]} cards in the order of joining
 * @property {import("./board_cards.js").Queue} queue of the server
 */

const LEAST_HEIGHT = 360; // pixels of the board, below which the page scrolls
const BELOW = 8; // pixels under the board
const CURVES =
  "Solid: -ELBO. Dashed: reconstruction loss. On training images, in nats; the same scale for the same images.";

/**
 * Puts an empty board into `parent`.
 * @param {Node & ParentNode} parent
 * @param {string} room its code
 */
export default function mount(parent, room) {
  let choices = keptChoices(room);
  /** @type {Board} */
  let board = { room, cards: [], queue: { training: 0, waiting: 0 } };
  const cards = cardGrid((enlarged) => choose({ enlarged }));
  const plot = classPlot();
  const large = enlargedCard(() => choose({ enlarged: "" }));
  const bar = boardBar(choices, choose, fill);
  const body = element("div", { class: "board-main" }, cards.root, plot.root);
  const note = element("p", { class: "board-note" }, `${CURVES} A name opens the run.`);
  const root = element("div", { class: "board-view" }, bar.root, body, note, large.root);
  const sheets = styleSheets([assetUrl("js/board/room_board.css")]);
  parent.append(...sheets, root);

  /** @param {Partial<import("./board_choices.js").Choices>} change */
  function choose(change) {
    choices = { ...choices, ...change };
    keepChoices(room, choices);
    draw();
  }

  function fill() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void root.requestFullscreen?.().catch(() => undefined); // where the browser allows it
  }

  function draw() {
    bar.show(boardSummary(board.cards, board.queue), choices);
    root.dataset.view = choices.view;
    const ranges = rangesOf(board.cards);
    cards.show(sorted(board.cards, choices.order), ranges);
    if (choices.view !== "cards") plot.show(board.cards);
    const chosen = board.cards.find(({ name }) => name === choices.enlarged);
    large.show(chosen, (chosen && ranges.get(dataOf(chosen))) ?? [0, 1]);
  }

  const stopFitting = fitHeight(root, () => cards.fit());
  return {
    /** @param {Board} next */
    show(next) {
      board = next;
      draw();
    },
    destroy() {
      stopFitting();
      cards.destroy();
      plot.destroy();
      [root, ...sheets].forEach((part) => part.remove());
    },
  };
}

/** @param {(name: string) => void} enlarge */
function cardGrid(enlarge) {
  const root = element("ul", { class: "board", "data-testid": "board", "aria-label": "Students" });
  /** @type {Map<string, {root: HTMLElement, show: ReturnType<typeof boardCard>["show"]}>} */
  const known = new Map();

  function make() {
    const made = boardCard(enlarge);
    return { root: element("li", {}, made.root), show: made.show };
  }

  function fit() {
    if (!root.clientWidth) return;
    const { columns, height } = fitGrid(known.size, root.clientWidth, root.clientHeight);
    root.style.setProperty("--columns", String(columns));
    root.style.setProperty("--card", `${height}px`);
  }

  const resized = new ResizeObserver(fit);
  resized.observe(root);
  return {
    root,
    fit,
    destroy: () => resized.disconnect(),
    /**
     * @param {Card[]} cards
     * @param {Map<string, [number, number]>} ranges
     */
    show(cards, ranges) {
      const names = new Set(cards.map(({ name }) => name));
      for (const [name, shown] of known) {
        if (names.has(name)) continue;
        shown.root.remove();
        known.delete(name);
      }
      for (const { name } of cards) if (!known.has(name)) known.set(name, make());
      fit(); // before the pictures, whose size is that of their cards
      for (const [index, card] of cards.entries()) {
        const shown = /** @type {ReturnType<typeof make>} */ (known.get(card.name));
        if (root.children[index] !== shown.root) root.insertBefore(shown.root, root.children[index] ?? null);
        shown.show(card, ranges.get(dataOf(card)) ?? [0, 1]);
      }
    },
  };
}

/** @param {() => void} closed */
function enlargedCard(closed) {
  const card = boardCard();
  const close = element("button", { type: "button", class: "board-button", onclick: () => root.close() }, "Close");
  const root = element(
    "dialog",
    { class: "board-large", "aria-label": "Enlarged card", "data-testid": "enlarged", onclose: closed },
    card.root,
    close,
  );
  return {
    root,
    /**
     * @param {Card | undefined} shown none: the card is closed
     * @param {[number, number]} range
     */
    show(shown, range) {
      if (!shown) return root.open && root.close();
      if (!root.open) root.showModal();
      return card.show(shown, range);
    },
  };
}

/**
 * Keeps the board as high as the window allows below what is above it, and as the screen where it fills that.
 * @param {HTMLElement} view
 * @param {() => void} changed
 * @returns {() => void} stops this
 */
function fitHeight(view, changed) {
  function fit() {
    const scroller = /** @type {HTMLElement} */ (document.querySelector("[data-testid=stMain]") ?? document.body);
    const top = view.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    const height = Math.max(LEAST_HEIGHT, Math.floor(scroller.clientHeight - top - BELOW));
    view.style.setProperty("--height", document.fullscreenElement ? "100vh" : `${height}px`);
    changed();
  }
  const above = new ResizeObserver(fit);
  const scroller = document.querySelector("[data-testid=stMain] [data-testid=stMainBlockContainer]");
  if (scroller) above.observe(scroller);
  window.addEventListener("resize", fit);
  document.addEventListener("fullscreenchange", fit);
  fit();
  return () => {
    above.disconnect();
    window.removeEventListener("resize", fit);
    document.removeEventListener("fullscreenchange", fit);
  };
}
