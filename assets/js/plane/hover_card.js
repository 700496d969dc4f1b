/** The card beside the hovered point: its image, class and number. */

import { element } from "../shared/dom.js";
import { paint } from "../shared/picture.js";

const REST_MS = 40; // a pointer that only passes by fetches nothing
const [WIDTH, HEIGHT, GAP] = [112, 140, 14];

/** @param {HTMLElement} parent the plot, in whose pixels the card is placed */
export function hoverCard(parent) {
  const canvas = element("canvas", { class: "picture", width: 1, height: 1 });
  const [name, number] = [element("strong"), element("span")];
  const card = element(
    "div",
    { class: "card", "data-testid": "hover-card", "aria-hidden": "true", hidden: true },
    canvas,
    element("div", { class: "card-text" }, name, number),
  );
  parent.append(card);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let turn = 0;

  function hide() {
    turn += 1;
    clearTimeout(timer);
    card.hidden = true;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function place(x, y) {
    const left = x + GAP + WIDTH > parent.clientWidth ? x - GAP - WIDTH : x + GAP;
    const top = Math.min(Math.max(4, y - HEIGHT / 2), Math.max(4, parent.clientHeight - HEIGHT - 4));
    card.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  return {
    hide,
    /**
     * @param {[number, number]} at pixels
     * @param {string} className
     * @param {number} index
     * @param {readonly number[]} shape
     * @param {() => Promise<Uint8Array>} load
     */
    show([x, y], className, index, shape, load) {
      hide();
      const mine = turn;
      timer = setTimeout(async () => {
        const image = await load().catch(() => null);
        if (mine !== turn) return;
        canvas.hidden = image === null;
        if (image) paint(canvas, image, shape);
        name.textContent = className;
        number.textContent = image ? `image ${index}` : `image ${index} (no picture)`;
        place(x, y);
        card.hidden = false;
      }, REST_MS);
    },
  };
}
