/** Style sheets of a view: the tokens that all views share, then the view's own. */

import { element } from "./dom.js";
import { assetUrl } from "./resources.js";

/**
 * Returns the links to put before a view.
 * @param {readonly string[]} addresses of the view's own style sheets
 */
export const styleSheets = (addresses) =>
  [assetUrl("js/tokens.css"), ...addresses].map((href) => element("link", { rel: "stylesheet", href }));

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
