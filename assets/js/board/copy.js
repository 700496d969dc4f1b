/** Copies text to the clipboard, also on pages without HTTPS, where browsers give no Clipboard API. */

/**
 * Copies the text of a field, and leaves it selected; resolves to whether that was possible.
 * @param {HTMLInputElement} field
 * @param {Navigator} [browser]
 * @param {{execCommand(command: string): boolean}} [page]
 * @returns {Promise<boolean>}
 */
export async function copyText(field, browser = navigator, page = document) {
  field.select();
  try {
    await browser.clipboard.writeText(field.value); // undefined over http, except for localhost
    return true;
  } catch {
    return page.execCommand("copy"); // out of date, but the only way over http
  }
}
