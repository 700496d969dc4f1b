/**
 * Switches Streamlit's theme. Streamlit 1.67 has no call for this, so the switch uses two things that Streamlit has:
 * the theme in local storage, which it reads at its start, and the entry of its own menu, which needs no reload.
 */

/** @typedef {import("./choices.js").Theme} Theme */

const MENU = "[data-testid=stMainMenuButton]";
const WAIT_MS = 1500;

/**
 * Returns Streamlit's key of each page: it keeps the theme for each address apart. Pure.
 * @param {string} pathname of now
 * @param {string} current the page of now, without slashes; empty: the first page
 * @param {readonly string[]} pages all of them
 */
export function themeKeys(pathname, current, pages) {
  const here = pathname.replace(/\/+$/, "");
  const base = current && here.endsWith(`/${current}`) ? here.slice(0, -current.length - 1) : here;
  return pages.map((page) => `stActiveTheme-${base}/${page}-v2`);
}

/**
 * Stores the theme for all pages.
 * @param {Theme} theme
 * @param {readonly string[]} keys
 */
function storeTheme(theme, keys) {
  try {
    for (const key of keys) localStorage.setItem(key, JSON.stringify(theme));
  } catch {
    // Storage is forbidden: the theme lasts until the page is closed.
  }
}

/**
 * Resolves to the element once it is there, or to null.
 * @param {string} selector
 * @returns {Promise<HTMLElement | null>}
 */
async function appears(selector) {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const found = /** @type {HTMLElement | null} */ (document.querySelector(selector));
    if (found || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
}

/**
 * Switches to a theme, without a reload where Streamlit's menu has it.
 * @param {Theme} theme
 * @param {readonly string[]} keys of `themeKeys`
 */
export async function switchTheme(theme, keys) {
  storeTheme(theme, keys);
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  document.documentElement.classList.add("is-switching-theme"); // hides the menu
  try {
    (await appears(MENU))?.click();
    const entry = await appears(`[data-testid="stMainMenuItem-theme-${theme}"]`);
    if (!entry) return location.reload();
    entry.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const menu = /** @type {HTMLElement | null} */ (document.querySelector(`${MENU}[aria-expanded=true]`));
    menu?.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    document.documentElement.classList.remove("is-switching-theme");
    focused?.focus({ preventScroll: true });
  }
}

/** Tells whether the page is dark now, whatever decided it. */
export function isShownDark() {
  const place = document.querySelector("[data-testid=stApp]") ?? document.body;
  return getComputedStyle(place).colorScheme.includes("dark");
}
