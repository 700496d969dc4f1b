/** A link past the navigation to the page's heading, for pages whose view has no skip link of its own (display.css). */

import { element } from "../shared/dom.js";

/** Returns the link; it is hidden until it has the focus. */
export function skipToHeading() {
  const link = element("a", { href: "#", class: "lab-skip", "data-testid": "skip-to-heading" }, "Skip to the page");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const heading = document.querySelector("[data-testid=stMain] h1");
    if (!(heading instanceof HTMLElement)) return;
    heading.tabIndex = -1;
    heading.focus();
  });
  return link;
}
