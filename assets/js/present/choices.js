/** The theme and the letter size that a person chose, kept in this browser for all pages. */

/** @typedef {"System" | "Light" | "Dark"} Theme as Streamlit names it */
/** @typedef {{theme: Theme, letters: number}} Choices letters: times the usual size */

const KEY = "latent-lab-display";
/** @type {readonly Theme[]} */
export const THEMES = ["System", "Light", "Dark"];
/** Names and factors of the letter sizes. */
export const LETTERS = /** @type {const} */ ([
  ["Normal", 1],
  ["Large", 1.2],
  ["Very large", 1.4],
]);
export const PROJECTED = 1.6; // times the usual size, in presentation mode

/**
 * Returns the choices in a stored text; the usual ones for what is missing or unknown. Pure.
 * @param {string | null} text
 * @returns {Choices}
 */
export function choicesOf(text) {
  /** @type {any} */
  let stored = null;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    // another program wrote here
  }
  const theme = THEMES.find((name) => name === stored?.theme) ?? "System";
  const letters = LETTERS.find(([, factor]) => factor === stored?.letters)?.[1] ?? 1;
  return { theme, letters };
}

/** Returns the stored choices; the usual ones where the browser stores nothing. */
export function storedChoices() {
  try {
    return choicesOf(localStorage.getItem(KEY));
  } catch {
    return choicesOf(null);
  }
}

/** @param {Choices} choices */
export function storeChoices(choices) {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Storage is forbidden: the choice lasts until the page is closed.
  }
}
