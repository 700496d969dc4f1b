/** The height that the window leaves to a view, below what is above it. */

const BELOW = 8; // pixels under the view

/**
 * Keeps the CSS variable --height of a view as high as the window allows; what is above it may wrap or go.
 * @param {HTMLElement} view
 * @param {number} least pixels, below which the page scrolls
 * @param {number} [below] pixels that the view leaves to what follows it
 * @returns {() => void} stops this
 */
export function fitHeight(view, least, below = 0) {
  function fit() {
    const scroller = scrollerOf(view);
    const top = view.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    const left = Math.floor(scroller.clientHeight - top - BELOW - below);
    view.style.setProperty("--height", `${Math.max(least, left)}px`);
  }
  window.addEventListener("resize", fit);
  const above = new ResizeObserver(fit);
  for (let at = parentOf(view); at && at.dataset.testid !== "stMain"; at = parentOf(at)) above.observe(at);
  fit();
  return () => {
    above.disconnect();
    window.removeEventListener("resize", fit);
  };
}

/**
 * Returns the parent of an element; of a shadow root's child, the host.
 * @param {HTMLElement} element
 * @returns {HTMLElement | null}
 */
function parentOf(element) {
  const parent = element.parentNode;
  return /** @type {HTMLElement | null} */ (
    parent instanceof ShadowRoot ? parent.host : (element.parentElement ?? null)
  );
}

/**
 * Returns what scrolls a view: Streamlit's main part, else the page.
 * @param {HTMLElement} view
 * @returns {HTMLElement}
 */
function scrollerOf(view) {
  for (let at = parentOf(view); at; at = parentOf(at)) if (at.dataset.testid === "stMain") return at;
  return document.documentElement;
}
