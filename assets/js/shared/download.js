/** Files that a page has made, for a person to save. */

import { element } from "./dom.js";

/**
 * Gives a file to the browser's downloads.
 * @param {string} name
 * @param {Blob} content
 */
export function download(name, content) {
  const href = URL.createObjectURL(content);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
