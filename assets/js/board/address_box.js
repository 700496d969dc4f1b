/** An address to share: a field to copy it from, its QR code, and a full window of both for a projector. */

import { copyText } from "./copy.js";
import { projected, spokenCode } from "./projected.js";
import { qrPicture } from "./qr_picture.js";
import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

/**
 * @typedef {object} Shared
 * @property {string} address
 * @property {string} title for the projected view
 * @property {string} code of a room; empty: none
 * @property {string} hint shown below the address
 * @property {boolean} isLarge whether the box has the page to itself, with the code in large letters
 * @property {import("./qr_picture.js").Qr | null} qr none for an address that is too long
 */

const SHOWN_MS = 2000; // the answer to a press of Copy

/**
 * Puts an empty box into `parent`.
 * @param {Node & ParentNode} parent
 */
export default function mount(parent) {
  const field = element("input", {
    class: "address-field",
    readonly: true,
    "aria-label": "Address to share",
    "data-testid": "address",
    onfocus: () => field.select(),
  });
  const copy = element("button", { type: "button", class: "address-button", onclick: copied }, "Copy address");
  const project = element("button", { type: "button", class: "address-button", onclick: show }, "Project this");
  project.title = "Fill the screen with the code, the QR code and the address";
  const qr = qrPicture("QR code of this address");
  const hint = element("p", { class: "address-hint" });
  const code = element("p", { class: "address-code" });
  const words = element("div", { class: "address-words" }, code, field, element("div", {}, copy, project), hint);
  const root = element("div", { class: "address-box" }, qr.root, words);
  const sheets = styleSheets([assetUrl("js/board/address_box.css")]);
  const full = projected();
  parent.append(...sheets, root, full.root);
  /** @type {Shared | null} */
  let shared = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  async function copied() {
    copy.textContent = (await copyText(field)) ? "Copied" : "Press Ctrl+C";
    clearTimeout(timer);
    timer = setTimeout(() => void (copy.textContent = "Copy address"), SHOWN_MS);
  }

  function show() {
    if (shared) full.open(shared);
  }

  return {
    /** @param {Shared} next */
    show(next) {
      shared = next;
      field.value = next.address;
      code.textContent = spokenCode(next.code);
      code.hidden = !(next.isLarge && next.code);
      root.classList.toggle("is-large", next.isLarge);
      hint.textContent = next.hint;
      hint.hidden = !next.hint;
      qr.show(next.qr);
      full.update(next);
    },
    destroy() {
      clearTimeout(timer);
      full.close();
      [root, full.root, ...sheets].forEach((part) => part.remove());
    },
  };
}
