/** The latent map as a Streamlit component: data in, `z` out on release, `view` out when a person chose another one. */

import { mountOnce } from "./mount_once.js";
import { viewOf } from "../map/options.js";
import { newsFilter } from "../shared/release.js";

/** @typedef {(typeof import("../map/latent_map.js"))["default"]} Mount */
/**
 * @typedef {object} Component
 * @property {any} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */

/**
 * @typedef {object} Mounted
 * @property {ReturnType<Mount>} map
 * @property {Component} component the newest one, whose setStateValue is used
 * @property {ReturnType<typeof newsFilter>} zNews
 * @property {ReturnType<typeof newsFilter>} viewNews
 */

const mountMap = mountOnce((/** @type {Mounted} */ { map }) => map.destroy());

/**
 * @param {Component} component
 * @returns {Promise<() => void>}
 */
export default async function streamlitMap(component) {
  const parent = component.parentElement;
  try {
    // Imported here, so that a missing file becomes a message on the page.
    const { default: mount } = await import("../map/latent_map.js");
    return mountMap(parent, (known) => (known ? refresh(known, component) : start(component, mount)));
  } catch (error) {
    explain(parent, error);
    return () => undefined;
  }
}

/**
 * @param {Component} component
 * @param {Mount} mount
 * @returns {Mounted}
 */
function start(component, mount) {
  const [zNews, viewNews] = [newsFilter(component.data.z), newsFilter(viewOf(component.data))];
  const map = mount(component.parentElement, {
    ...component.data,
    onRelease: (z) => {
      zNews.sent(z);
      entry.component.setStateValue("z", z);
    },
    onChange: (view) => {
      viewNews.sent(view);
      entry.component.setStateValue("view", view);
    },
  });
  const entry = { map, component, zNews, viewNews };
  return entry;
}

/**
 * @param {Mounted} entry
 * @param {Component} component
 * @returns {Mounted}
 */
function refresh(entry, component) {
  // In place, because the callbacks made at the start read the component here.
  Object.assign(entry, { component });
  const view = viewOf(component.data);
  const rest = Object.fromEntries(Object.entries(component.data).filter(([name]) => name !== "z" && !(name in view)));
  const z = component.data.z;
  entry.map.update({ ...rest, ...(entry.viewNews.isNews(view) ? view : {}), ...(entry.zNews.isNews(z) ? { z } : {}) });
  return entry;
}

/**
 * @param {Node & ParentNode} parent
 * @param {unknown} error
 */
function explain(parent, error) {
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  const reason = error instanceof Error ? error.message : String(error);
  words.textContent = `The map could not be shown: ${reason}. Reload the page, or open the run's page.`;
  parent.querySelector("p[role=alert]")?.remove();
  parent.append(words);
}
