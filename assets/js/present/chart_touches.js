/**
 * Touches on a page's charts: a tap shows the numbers of the nearest point, a swipe scrolls the page.
 *
 * Plotly zooms with a finger that moves, and keeps the page from scrolling. It reads what a drag does when the drag
 * begins, so a touch finds charts that no drag changes; a mouse still zooms.
 */

const PLOT = "[data-testid=stPlotlyChart] .js-plotly-plot";
const AREA = "nsewdrag"; // between the axes; the other parts that can be dragged scale and move an axis
/** @type {WeakMap<object, unknown>} what a drag does in a chart, by its layout, before a touch */
const modes = new WeakMap();
/** @type {Element | null} the area that was touched last: its label stays until the next touch */
let touched = null;

/**
 * Returns the chart of an event, and the part of it that Plotly would drag.
 * @param {Event} event
 */
function dragged({ target }) {
  const part = target instanceof Element ? target.closest(".draglayer .drag") : null;
  return { part, layout: /** @type {any} */ (part?.closest(PLOT))?._fullLayout };
}

/** @param {PointerEvent} event */
function begin(event) {
  const { part, layout } = dragged(event);
  if (part !== touched) touched?.dispatchEvent(new MouseEvent("mouseout")); // Plotly removes the label
  touched = null;
  if (!layout) return;
  if (!modes.has(layout)) modes.set(layout, layout.dragmode);
  layout.dragmode = event.pointerType === "touch" ? false : modes.get(layout);
  if (event.pointerType === "touch") touched = part;
}

/** @param {TouchEvent} event */
function passAxes(event) {
  const { part, layout } = dragged(event);
  if (layout && !part?.classList.contains(AREA)) event.stopPropagation();
}

/**
 * Plotly takes a tap as a click itself. The browser's own click for it would be the second of a double click.
 * @param {TouchEvent} event
 */
function clickOnce(event) {
  if (event.cancelable && dragged(event).layout) event.preventDefault();
}

/** Follows touches on the whole page. */
export function letChartsScroll() {
  document.addEventListener("pointerdown", begin, { capture: true });
  document.addEventListener("touchstart", passAxes, { capture: true, passive: true });
  document.addEventListener("touchend", clickOnce, { capture: true, passive: false });
}
