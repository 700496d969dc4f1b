/** The latent map as a Streamlit component: data in, `z` out on release, `view` out when a person chose another one. */

import mount from "./latent_map.js";
import { newsFilter } from "./release.js";

/** @typedef {{data: any, parentElement: Node & ParentNode, setStateValue: (name: string, value: unknown) => void}} Component */
/** @typedef {{map: ReturnType<typeof mount>, component: Component, turn: number, zNews: ReturnType<typeof newsFilter>, viewNews: ReturnType<typeof newsFilter>}} Mounted */

/** A theme change or new data calls again for the same parent, without cleaning up. @type {WeakMap<Node, Mounted>} */
const mounted = new WeakMap();

/** @param {Component} component @returns {() => void} */
export default function streamlitMap(component) {
  const parent = component.parentElement;
  const known = mounted.get(parent);
  const entry = known ? refresh(known, component) : start(component);
  if (entry) mounted.set(parent, entry);
  const turn = entry?.turn;
  return () => {
    const now = mounted.get(parent);
    // The clean-up of a call that a later one replaced must leave the later one alone.
    if (!now || now.turn !== turn) return;
    mounted.delete(parent);
    now.map.destroy();
  };
}

/** @param {Component} component @returns {Mounted | null} */
function start(component) {
  const [zNews, viewNews] = [newsFilter(component.data.z), newsFilter(viewOf(component.data))];
  /** @type {Mounted | null} */
  let entry = null;
  const send = (/** @type {string} */ name, /** @type {unknown} */ value) => (entry?.component ?? component).setStateValue(name, value);
  try {
    const map = mount(component.parentElement, {
      ...component.data,
      onRelease: (z) => { zNews.sent(z); send("z", z); },
      onChange: (view) => { viewNews.sent(view); send("view", view); },
    });
    entry = { map, component, turn: 1, zNews, viewNews };
  } catch (error) {
    explain(component.parentElement, error);
  }
  return entry;
}

/** @param {Mounted} entry @param {Component} component @returns {Mounted} */
function refresh(entry, component) {
  // In place, because the callbacks made at the start look here for the component.
  Object.assign(entry, { component, turn: entry.turn + 1 });
  const { z, plane: _plane, grid: _grid, points: _points, ...rest } = component.data;
  const view = entry.viewNews.isNews(viewOf(component.data)) ? viewOf(component.data) : {};
  entry.map.update({ ...rest, ...view, ...(entry.zNews.isNews(z) ? { z } : {}) });
  return entry;
}

/** The part of the data that a person may change in the map; in this order always. @param {any} data */
function viewOf({ plane, grid, points }) {
  return { plane, grid, points };
}

/** @param {Node & ParentNode} parent @param {unknown} error */
function explain(parent, error) {
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.textContent = `The map could not be shown: ${error instanceof Error ? error.message : error}. Reload the page, or open the run's page.`;
  parent.append(words);
}
