/** Plotly as the Python package ships it, loaded once. */

/** @type {Promise<any> | null} */
let plotly = null;

/**
 * A failed loading can be tried again.
 * @returns {Promise<any>}
 */
export function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../../vendor/plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => {
      plotly = null;
      reject(new Error("plotly.min.js could not be loaded"));
    };
    document.head.append(script);
  });
  return plotly;
}

/**
 * Resolves once the element has a width: Plotly would draw 700 pixels into a hidden one.
 * @param {HTMLElement} place
 * @returns {Promise<void>}
 */
export const shownWithWidth = (place) =>
  new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (!place.clientWidth) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(place);
  });
