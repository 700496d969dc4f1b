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

const CHANGES = ["newPlot", "react", "relayout", "restyle", "update", "extendTraces"];

/**
 * Returns Plotly's functions that change a figure, and `end`, which frees the figure once all changes have ended and
 * lets later ones do nothing: Plotly throws where a change goes on after `purge`.
 * @param {any} Plotly
 * @returns {any}
 */
export function untilFreed(Plotly) {
  /** @type {Set<Promise<unknown>>} */
  const running = new Set();
  let isOver = false;
  /** @param {(...given: unknown[]) => unknown} change */
  const noted =
    (change) =>
    (/** @type {unknown[]} */ ...given) => {
      if (isOver) return Promise.resolve();
      const result = change(...given);
      const ended = Promise.allSettled([result]).then(() => void running.delete(ended));
      running.add(ended);
      return result;
    };
  return {
    ...Object.fromEntries(CHANGES.map((name) => [name, noted(Plotly[name])])),
    Plots: { resize: noted(Plotly.Plots.resize) },
    /** @param {HTMLElement} place of the figure */
    async end(place) {
      isOver = true;
      await Promise.all(running);
      Plotly.purge(place);
    },
  };
}

const PNG_SCALE = 2; // pixels of a file for each pixel of the page

/**
 * Gives a figure to the browser's downloads.
 * @param {{data: any[], layout: object}} figure
 * @param {"png" | "svg"} format
 * @param {string} filename without its ending
 * @param {{width: number, height: number}} size pixels of the page
 */
export async function saveFigure(figure, format, filename, size) {
  const Plotly = await loadPlotly();
  await Plotly.downloadImage(figure, { ...size, format, filename, scale: format === "png" ? PNG_SCALE : 1 });
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
