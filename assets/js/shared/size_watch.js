/** Notice of a new size of an element: in CSS pixels, or in device pixels where the screen's pixel ratio changes. */

/**
 * Calls `onChange` at the start, when the element's size changes, and when the screen's pixel ratio changes: another
 * screen or another zoom of the page, at which an element of the same size in CSS pixels needs another canvas.
 * @param {Element} element
 * @param {() => void} onChange
 * @returns {() => void} stops this
 */
export function watchSize(element, onChange) {
  const observer = new ResizeObserver(onChange);
  observer.observe(element);
  const stopRatio = watchPixelRatio(onChange);
  return () => {
    observer.disconnect();
    stopRatio();
  };
}

/**
 * Calls `onChange` each time the screen's pixel ratio changes.
 * @param {() => void} onChange
 * @param {Pick<Window, "devicePixelRatio" | "matchMedia">} [screen]
 * @returns {() => void} stops this
 */
export function watchPixelRatio(onChange, screen = window) {
  const query = () => screen.matchMedia(`(resolution: ${screen.devicePixelRatio}dppx)`);
  let now = query(); // no event tells of all ratios: a query matches one of them, and the next one needs its own
  const changed = () => {
    stop();
    now = query();
    now.addEventListener("change", changed);
    onChange();
  };
  const stop = () => now.removeEventListener("change", changed);
  now.addEventListener("change", changed);
  return stop;
}
