/** The dialog that lists the map's keys. The browser keeps the focus in it, and returns it when it closes. */

import { element } from "../../shared/dom.js";
import { KEYS } from "../keys.js";

/**
 * @param {Node & ParentNode} parent that holds it, hidden until opened
 * @param {readonly import("../keys.js").Key[]} [table]
 * @returns {{open: () => void}}
 */
export function keysDialog(parent, table = KEYS) {
  const rows = table.map(({ shown, does }) =>
    element("tr", {}, element("th", { scope: "row" }, element("kbd", {}, shown)), element("td", {}, does)),
  );
  const close = element("button", { type: "button", class: "tool", onclick: () => dialog.close() }, "Close");
  const list = element("table", {}, element("tbody", {}, ...rows));
  const dialog = element(
    "dialog",
    { class: "keys", "aria-label": "Keys of the map", "data-testid": "keys" },
    element("p", { class: "keys-title" }, "Keys of the map"),
    list,
    close,
  );
  // A click on the backdrop is one on the dialog element itself; the dialog has no padding, so nothing else is.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  // What is typed into it is not meant for the map.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  parent.append(dialog);
  return { open: () => void (dialog.open || dialog.showModal()) };
}
