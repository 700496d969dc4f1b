/** Style sheets of a view: the tokens, buttons and tabs that all views share, then the view's own. */

import { element } from "./dom.js";
import { assetUrl } from "./resources.js";

/** The event of the document after the letter size changed: canvases and figures draw their letters again. */
export const LETTERS_CHANGED = "latent-lab-letters";
/** The class of the page's root element in presentation mode. */
export const PROJECTED_CLASS = "is-presenting";

/** Returns a link to the style of presentation mode. */
export const projectedSheet = () =>
  element("link", { rel: "stylesheet", href: assetUrl("js/projected.css"), "data-projected": "" });

/**
 * Returns the links to put before a view.
 * @param {readonly string[]} addresses of the view's own style sheets
 */
export function styleSheets(addresses) {
  const shared = [assetUrl("js/tokens.css"), assetUrl("js/shared/buttons_and_tabs.css")];
  const own = [...shared, ...addresses].map((href) => element("link", { rel: "stylesheet", href }));
  const isPresenting = document.documentElement.classList.contains(PROJECTED_CLASS);
  return isPresenting ? [...own, projectedSheet()] : own;
}

/**
 * Resolves when all style sheets have arrived, to whether each has.
 * @param {readonly HTMLLinkElement[]} sheets in the page
 * @returns {Promise<boolean>}
 */
export async function arrived(sheets) {
  const each = sheets.map(
    (sheet) =>
      new Promise((resolve) => {
        sheet.addEventListener("load", () => resolve(true));
        sheet.addEventListener("error", () => resolve(false));
      }),
  );
  return !(await Promise.all(each)).includes(false);
}
