/**
 * The addresses of files: on the server, or in the page itself where it contains them.
 * A page made by vae_core/runs/html_page.py lists its files before any module runs (single_file.js); no other module
 * depends on that.
 */

/**
 * Maps an address to where the browser finds that file; absent where a server has the files.
 * @type {Map<string, string> | undefined}
 */
const carried = /** @type {any} */ (globalThis).latentLabFiles;

/** Tells whether a server can be asked for what a browser can't compute. */
export const hasServer = !carried;

/**
 * Returns the address of a file in assets/. Write `path` as a literal: the bundler finds the files by reading it.
 * @param {string} path such as "vendor/d3-7.9.0/d3.min.js"
 * @returns {string}
 */
export function assetUrl(path) {
  return carried ? located(path) : new URL(`../../${path}`, import.meta.url).href;
}

/**
 * Returns where to fetch an address: the address itself, or the file in the page.
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
