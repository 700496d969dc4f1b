/**
 * Where files come from: from the server, by address, or from the page itself where it carries them along.
 * A page made by vae_core/runs/html_page.py lists its files before any module runs (single_file.js); nothing else knows
 * of it.
 */

/**
 * Address -> where the browser finds that file; absent where a server has them.
 * @type {Map<string, string> | undefined}
 */
const carried = /** @type {any} */ (globalThis).latentLabFiles;

/** Whether a server can be asked for what a browser can't compute. */
export const hasServer = !carried;

/**
 * The address of a file in assets/. Write `path` as a literal: the bundler finds the files to carry by reading it.
 * @param {string} path such as "vendor/d3-7.9.0/d3.min.js"
 * @returns {string}
 */
export function assetUrl(path) {
  return carried ? located(path) : new URL(`../../${path}`, import.meta.url).href;
}

/**
 * Where to fetch what has this address: the address itself, or the file that the page carries for it.
 * @param {string | URL} url
 * @returns {string}
 */
export function located(url) {
  const address = String(url);
  if (!carried || address.startsWith("blob:")) return address;
  const found = carried.get(address.split("?")[0]);
  if (!found) throw new Error(`${address} is not in this file`);
  return found;
}
