/** Terms that explain themselves: at a touch, under a resting pointer, and with the keyboard. Nothing moves for it. */

import { element } from "../shared/dom.js";

const REST_MS = 350; // under the pointer, before a text opens
const HOLD_MS = 500; // of a finger on a button that does something else at a touch
const APART = 6; // pixels between a term and its text

/**
 * Returns the place of a text: below its term, above it where there is no room below; inside the window. Pure.
 * @param {{left: number, top: number, bottom: number}} term
 * @param {{width: number, height: number}} text
 * @param {{width: number, height: number}} window
 * @returns {[number, number]} left and top in pixels
 */
export function placeOfTip(term, text, window) {
  const below = term.bottom + APART;
  const top = below + text.height <= window.height ? below : Math.max(0, term.top - APART - text.height);
  return [Math.max(8, Math.min(term.left, window.width - text.width - 8)), top];
}

/**
 * @param {HTMLElement} root of the cockpit: its text is one element, made once
 * @param {() => Record<string, string>} texts by term
 */
export function liveHints(root, texts) {
  const tip = element("div", { class: "live-tip", role: "tooltip", id: "live-tip", popover: "manual" });
  root.append(tip);
  /** @type {HTMLElement | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /**
   * @param {HTMLElement} at
   * @param {string} text
   */
  function show(at, text) {
    clearTimeout(timer);
    if (!text || !at.isConnected) return;
    shown?.removeAttribute("aria-describedby");
    shown = at;
    tip.textContent = text;
    at.setAttribute("aria-describedby", tip.id);
    tip.showPopover?.();
    const [left, top] = placeOfTip(at.getBoundingClientRect(), tip.getBoundingClientRect(), {
      width: innerWidth,
      height: innerHeight,
    });
    Object.assign(tip.style, { left: `${left}px`, top: `${top}px` });
  }

  function hide() {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    tip.hidePopover?.();
  }

  /**
   * Lets an element show a text; a click shows it too where the element does nothing else.
   * @param {HTMLElement} at
   * @param {() => string} text
   * @param {boolean} isTerm
   */
  function explain(at, text, isTerm) {
    const open = () => show(at, text());
    at.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType !== "touch") timer = setTimeout(open, REST_MS);
    });
    at.addEventListener("pointerleave", hide);
    at.addEventListener("pointerdown", ({ pointerType }) => {
      if (pointerType === "touch" && !isTerm) timer = setTimeout(open, HOLD_MS);
    });
    at.addEventListener("focus", () => at.matches(":focus-visible") && open());
    at.addEventListener("blur", hide);
    at.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
    if (isTerm) at.addEventListener("click", () => (shown === at ? hide() : open()));
    else at.addEventListener("click", hide);
  }

  const away = (/** @type {Event} */ event) => {
    if (shown && !shown.contains(/** @type {Node} */ (event.target))) hide();
  };
  window.addEventListener("pointerdown", away, true);
  window.addEventListener("scroll", hide, { capture: true, passive: true });
  return {
    /**
     * Returns words that explain a term of the glossary.
     * @param {string} words
     * @param {string} term
     */
    term(words, term) {
      const made = element("button", { type: "button", class: "live-term" }, words);
      explain(made, () => texts()[term] ?? "", true);
      return made;
    },
    /**
     * Lets a control of its own explain itself.
     * @param {HTMLElement} control
     * @param {string} text what it does
     * @param {string} [term] of the glossary, whose text follows
     */
    control(control, text, term = "") {
      explain(control, () => [text, texts()[term] ?? ""].filter(Boolean).join(" "), false);
    },
    destroy() {
      hide();
      window.removeEventListener("pointerdown", away, true);
      window.removeEventListener("scroll", hide, true);
    },
  };
}
