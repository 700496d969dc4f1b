/** A link to the main thing on a page, the first element that the Tab key reaches; hidden until it has the focus. */

import { element } from "./dom.js";

const SHOWN = {
  position: "fixed",
  zIndex: 1_000_000, // above the page's own header
  left: "8px",
  top: "8px",
  padding: "10px 16px",
  border: "2px solid currentColor",
  borderRadius: "6px",
  background: "Canvas",
  color: "CanvasText",
  font: "600 15px system-ui, sans-serif",
};
const HIDDEN = { clipPath: "inset(50%)", pointerEvents: "none" };

/**
 * Puts the link at the start of the page; a page has one at most, and keeps the first.
 * @param {string} words such as "Skip to the latent plane"
 * @param {HTMLElement} target gets the focus
 * @returns {() => void} removes the link
 */
export function skipLink(words, target) {
  if (document.querySelector("a[data-testid=skip-link]")) return () => undefined;
  const link = element("a", { href: "#", "data-testid": "skip-link" }, words);
  const hide = () => void Object.assign(link.style, HIDDEN);
  Object.assign(link.style, SHOWN);
  hide();
  link.addEventListener("focus", () => Object.assign(link.style, { clipPath: "", pointerEvents: "" }));
  link.addEventListener("blur", hide);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    target.scrollIntoView({ block: "nearest" });
    target.focus();
  });
  document.body.prepend(link);
  return () => link.remove();
}
