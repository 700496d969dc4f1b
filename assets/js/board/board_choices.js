/** The choices of a viewer, kept in the browser tab: they last when students join and when the page loads again. */

/**
 * @typedef {object} Choices
 * @property {string} order of the cards, a key of ORDERS
 * @property {string} view "both", "cards" or "plot"
 * @property {string} enlarged the student whose card is large; empty: none
 */

/** @type {Choices} */
export const START = { order: "joined", view: "both", enlarged: "" };

/**
 * Returns the choices that were kept for a room.
 * @param {string} room its code
 * @param {Pick<Storage, "getItem">} [store]
 * @returns {Choices}
 */
export function keptChoices(room, store = sessionStorage) {
  try {
    const kept = JSON.parse(store.getItem(`board ${room}`) ?? "{}");
    const texts = Object.entries(kept).filter(([name, value]) => name in START && typeof value === "string");
    return { ...START, ...Object.fromEntries(texts) };
  } catch {
    return { ...START }; // no storage in this browser, or a text of another program
  }
}

/**
 * @param {string} room
 * @param {Choices} choices
 * @param {Pick<Storage, "setItem">} [store]
 */
export function keepChoices(room, choices, store = sessionStorage) {
  try {
    store.setItem(`board ${room}`, JSON.stringify(choices));
  } catch {
    // A browser may refuse to store anything; the choices then last as long as the page.
  }
}
