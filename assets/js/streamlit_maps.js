/** Several maps side by side as a Streamlit component: the image taken hold of on one is shown by all of them. */

import { element } from "./dom.js";
import latentMap from "./latent_map.js";
import { assetUrl } from "./resources.js";

/** @typedef {ReturnType<typeof latentMap>} Map */
/** @typedef {Partial<import("./options.js").Options> & {runUrl: string, title: string}} Shown */
/** @typedef {{data: {maps: Shown[], image: number | null}, parentElement: Node & ParentNode, setStateValue: (name: string, value: unknown) => void}} Component */
/** @typedef {{component: Component, turn: number, runs: string, maps: Map[], root: HTMLElement}} Mounted */

/** One for each parent, because a theme change calls again without cleaning up. @type {WeakMap<Node, Mounted>} */
const mounted = new WeakMap();

/** @param {Component} component @returns {() => void} */
export default function streamlitMaps(component) {
  const parent = component.parentElement;
  const runs = component.data.maps.map(({ runUrl }) => runUrl).join(" ");
  let entry = mounted.get(parent);
  if (entry && entry.runs !== runs) {
    remove(entry);
    entry = undefined;
  }
  if (entry) Object.assign(entry, { component, turn: entry.turn + 1 });
  else mounted.set(parent, (entry = start(component, runs)));
  const { turn } = entry;
  return () => {
    const now = mounted.get(parent);
    if (!now || now.turn !== turn) return;
    mounted.delete(parent);
    remove(now);
  };
}

/** @param {Component} component @param {string} runs @returns {Mounted} */
function start(component, runs) {
  const style = element("link", { rel: "stylesheet", href: assetUrl("js/side_by_side.css") });
  const root = element("div", { class: "side-by-side" }, style);
  component.parentElement.append(root);
  /** @type {Mounted} */
  const entry = { component, turn: 1, runs, maps: [], root };
  entry.maps = component.data.maps.map(({ title, ...options }, at) => {
    const place = element("section", { "aria-label": title }, element("h3", {}, title));
    root.append(place);
    const take = (/** @type {number} */ image) => {
      entry.maps.forEach((map, other) => other !== at && map.takeImage(image));
      entry.component.setStateValue("image", image);
    };
    return latentMap(place, { ...options, image: component.data.image, onTake: take });
  });
  return entry;
}

/** @param {Mounted} entry */
function remove({ maps, root }) {
  for (const map of maps) map.destroy();
  root.remove();
}
