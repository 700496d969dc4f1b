/** Several maps side by side as a Streamlit component: the image chosen on one is shown by all of them. */

import { element } from "../shared/dom.js";
import { mountOnce } from "./mount_once.js";
import latentMap from "../map/latent_map.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

/** @typedef {ReturnType<typeof latentMap>} Map */
/** @typedef {Partial<import("../map/options.js").Options> & {runUrl: string, title: string}} Shown */
/**
 * @typedef {object} Component
 * @property {{maps: Shown[], image: number | null}} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */
/** @typedef {{component: Component, runs: string, maps: Map[], root: HTMLElement}} Mounted */

const mountMaps = mountOnce(remove);

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitMaps(component) {
  const runs = component.data.maps.map(({ runUrl }) => runUrl).join(" ");
  return mountMaps(component.parentElement, (known) => {
    if (known?.runs === runs) return Object.assign(known, { component });
    if (known) remove(known);
    return start(component, runs);
  });
}

/**
 * @param {Component} component
 * @param {string} runs
 * @returns {Mounted}
 */
function start(component, runs) {
  const root = element("div", { class: "side-by-side" }, ...styleSheets([assetUrl("js/streamlit/maps.css")]));
  component.parentElement.append(root);
  /** @type {Mounted} */
  const entry = { component, runs, maps: [], root };
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
