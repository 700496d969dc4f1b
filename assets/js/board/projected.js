/** The full window for a projector: a room's code in letters for the back row, the QR code and the address. */

import { qrPicture } from "./qr_picture.js";
import { element } from "../shared/dom.js";

/** @typedef {import("./address_box.js").Shared} Shared */

const LONG = 60; // characters of an address, above which nobody types it: the QR code gets the room

/**
 * Returns a code in two halves, as it is read aloud.
 * @param {string} code
 */
export const spokenCode = (code) => `${code.slice(0, code.length / 2)}-${code.slice(code.length / 2)}`;

/** Returns the closed window; `open` shows it over the page, in full screen where the browser allows it. */
export function projected() {
  const title = element("h2", { class: "projected-title" });
  const code = element("p", { class: "projected-code" });
  const address = element("p", { class: "projected-address" });
  const hint = element("p", { class: "projected-hint" });
  const close = element("button", { type: "button", class: "address-button", onclick: () => dialog.close() }, "Close");
  const qr = qrPicture("QR code of the address");
  const words = element("div", { class: "projected-words" }, code, address, hint);
  const dialog = element(
    "dialog",
    { class: "projected", "aria-label": "Projected address", "data-testid": "projected", onclose: leave },
    element("div", { class: "projected-head" }, title, close),
    element("div", { class: "projected-body" }, words, qr.root),
  );
  // Esc ends the full screen first, without an event for the dialog.
  const followed = () => !document.fullscreenElement && dialog.open && dialog.close();

  function leave() {
    document.removeEventListener("fullscreenchange", followed);
    if (document.fullscreenElement) void document.exitFullscreen();
  }

  /** @param {Shared} shared */
  function update(shared) {
    title.textContent = shared.title;
    code.textContent = shared.code && spokenCode(shared.code);
    code.hidden = !shared.code;
    address.textContent = shared.address.replace(/^https?:\/\//, "");
    hint.textContent = shared.hint;
    words.classList.toggle("is-long", shared.address.length > LONG);
    qr.show(shared.qr);
  }

  return {
    root: dialog,
    update,
    /** @param {Shared} shared */
    open(shared) {
      update(shared);
      dialog.showModal();
      document.documentElement
        .requestFullscreen?.()
        .then(() => document.addEventListener("fullscreenchange", followed))
        .catch(() => undefined); // not allowed here: the window is filled at least
    },
    close: () => dialog.close(),
  };
}
