/** The row of slots that a mode shows, and the choice of the one that a click on the map fills. */

import { choice } from "./choice.js";
import { SLOT_NAMES } from "./page_state.js";
import { slot } from "./slots.js";
import { MODES } from "./state.js";

/** @typedef {import("./slots.js").Name} Name */

/**
 * @param {import("./shell.js").Shell} parts
 * @param {import("./page_state.js").Page} page
 */
export function slotRow(parts, { options, run, state, set }) {
  const slots = SLOT_NAMES.map((each) => slot(each, options, run, (content) => took(each, content)));

  /**
   * @param {Name} which
   * @param {import("./slots.js").Content} content
   */
  function took(which, content) {
    const address = { ...state.address, [which]: content.address };
    set({ contents: { ...state.contents, [which]: content }, address });
  }

  /** @type {ReturnType<typeof choice> | null} */
  let targets = null;

  /** @param {Name} which the slot that the next click on the plane fills */
  function aim(which) {
    set({ target: which });
    targets?.set(which);
  }

  return {
    /**
     * Fills the slot that is the map's target.
     * @param {import("./slots.js").Content} content
     */
    take(content) {
      slots[SLOT_NAMES.indexOf(state.target)].show(content);
      took(state.target, content);
    },
    /**
     * Fills the slot of a letter on the plane, which becomes the target.
     * @param {string} letter
     * @param {import("./slots.js").Content} content
     */
    fill(letter, content) {
      const which = /** @type {Name} */ (letter.toLowerCase());
      if (which !== state.target) aim(which);
      slots[SLOT_NAMES.indexOf(which)].show(content);
      took(which, content);
    },
    /** Decodes all slots again. */
    showAll: () => SLOT_NAMES.forEach((each, i) => slots[i].show(state.contents[each])),

    /** Shows the slots of the mode. */
    showMode() {
      const wanted = MODES[state.address.mode].slots;
      parts.slots.replaceChildren(...wanted.map((each) => slots[SLOT_NAMES.indexOf(each)].root));
      parts.slots.style.setProperty("--slots", String(wanted.length));
      parts.target.querySelectorAll("label").forEach((label) => label.remove());
      if (!wanted.includes(state.target)) set({ target: "a" });
      const choices = wanted.map((each) => /** @type {[string, string]} */ ([each, each.toUpperCase()]));
      const chosen = (/** @type {string} */ each) => set({ target: /** @type {Name} */ (each) });
      targets = choice(parts.target, "target", choices, chosen, "Choose the image for ");
      targets.set(state.target);
    },
  };
}
