/** The card of one student: name, state, figures, curves, latent map, digits above their reconstructions. */

import { figures, pointsOf, stateOf } from "./board_cards.js";
import { svgElement } from "../shared/svg.js";
import { nearest } from "../live/points.js";
import { element } from "../shared/dom.js";

/** @typedef {import("./board_cards.js").Card} Card */

const [WIDTH, HEIGHT] = [200, 56]; // of a curve, in its own units
const MAP_SIDES = [112, 224, 448]; // pixels, those that the server draws

/**
 * Returns an empty card.
 * @param {(name: string) => void} [enlarge] none: the card is the enlarged one
 */
export function boardCard(enlarge) {
  const name = element("a", { class: "board-name", target: "_blank", rel: "noopener" });
  const state = element("span", { class: "board-state" });
  const larger = element("button", { type: "button", class: "board-enlarge", title: "Enlarge this card" }, "⤢");
  const what = element("span", { class: "board-what" });
  const [beta, elbo] = ["board-beta", "board-value"].map((kind) => element("span", { class: kind }));
  const numbers = element("div", { class: "board-figures" }, beta, elbo);
  const map = element("img", { class: "board-map", alt: "" });
  const digits = element("img", { class: "board-digits", alt: "" });
  const svg = svgElement("svg", {
    class: "board-curves",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const lines = ["reconstruction", "elbo"].map((kind) => svgElement("polyline", { class: `board-${kind}` }));
  svg.append(...lines);
  const body = element("div", { class: "board-body" }, map, svg, numbers, what, digits);
  const card = element("article", { class: "board-card" }, element("header", {}, name, state, larger), body);
  const root = element("div", { class: "board-cell" }, card);
  if (enlarge) larger.addEventListener("click", () => enlarge(name.textContent ?? ""));
  else larger.remove();

  /**
   * @param {Card} shown
   * @param {[number, number]} range
   */
  function show(shown, range) {
    write(name, shown.name);
    larger.setAttribute("aria-label", `Enlarge the card of ${shown.name}`);
    write(state, shown.state && stateOf(shown));
    write(what, [shown.what, shown.runs > 1 ? `${shown.runs} runs` : ""].filter(Boolean).join(" · "));
    const [weight, bound] = figures(shown);
    write(beta, shown.state ? weight : stateOf(shown));
    write(elbo, bound);
    card.dataset.state = shown.state;
    card.classList.toggle("is-collapsed", Boolean(shown.isCollapsed));
    set(name, "href", shown.href);
    if (shown.href) name.title = `Open the run of ${shown.name}`;
    pictures(shown);
    svg.style.visibility = shown.elbo?.length ? "visible" : "hidden";
    const curves = [shown.reconstruction ?? [], shown.elbo ?? []];
    curves.forEach((curve, index) => set(lines[index], "points", pointsOf(curve, range, WIDTH, HEIGHT)));
  }

  /** @param {Card} shown */
  function pictures({ name: who, pictures: known }) {
    map.hidden = digits.hidden = !known;
    if (!known) return;
    // The map is as high as its card, and at most half as wide; before its first picture it has no size of its own.
    const wanted = Math.min(root.clientHeight, root.clientWidth / 2) * devicePixelRatio;
    const side = MAP_SIDES[nearest(MAP_SIDES, wanted)]; // a much larger one would have dots of half a pixel
    set(map, "src", `${known.url}/map.png?side=${side}&v=${known.version}`);
    set(digits, "src", `${known.url}/digits.png?v=${known.version}`);
    set(map, "alt", `Latent map of ${who}'s run`);
    set(digits, "alt", `Images of ${who}'s run, above their reconstructions`);
  }

  return { root, show };
}

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
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
