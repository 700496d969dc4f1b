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
 * Returns the chart of an event, its layout, and the part of it that Plotly would drag.
 * @param {Event} event
 */
function dragged({ target }) {
  const part = target instanceof Element ? target.closest(".draglayer .drag") : null;
  const plot = /** @type {any} */ (part?.closest(PLOT));
  return { part, plot, layout: plot?._fullLayout };
}

/**
 * Removes a chart's label, as a mouse that leaves the chart does.
 * @param {Element | null} area
 */
function removeLabel(area) {
  area?.dispatchEvent(new MouseEvent("mouseout"));
}

/**
 * Leaves the label of the touched point alone, and removes that of another: Plotly would take the tap as one on the
 * point that has the label.
 * @param {Element} area
 * @param {any} plot
 * @param {{ clientX: number, clientY: number }} place
 */
function keepLabelOf(area, plot, { clientX, clientY }) {
  const named = () => (plot._hoverdata ?? []).map((/** @type {any} */ p) => [p.curveNumber, p.pointNumber]).join(" ");
  const before = named();
  removeLabel(area);
  if (!before) return;
  area.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY })); // Plotly finds the point below the finger
  if (named() !== before) removeLabel(area);
}

/** @param {PointerEvent} event */
function begin(event) {
  const { part, plot, layout } = dragged(event);
  if (part !== touched) removeLabel(touched);
  touched = null;
  if (!part || !layout) return;
  if (!modes.has(layout)) modes.set(layout, layout.dragmode);
  layout.dragmode = event.pointerType === "touch" ? false : modes.get(layout);
  if (event.pointerType !== "touch") return;
  keepLabelOf(part, plot, event);
  touched = part;
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
