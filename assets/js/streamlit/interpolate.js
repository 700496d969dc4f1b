/** The interpolate page as a Streamlit component: data in, `address` out when a person chose something else. */

import { mountOnce } from "./mount_once.js";

/**
 * @typedef {object} Component
 * @property {any} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */
/** @typedef {{page: {refresh: () => void, destroy: () => void}, component: Component}} Mounted */

const mountPage = mountOnce((/** @type {Mounted} */ { page }) => page.destroy());

/**
 * @param {Component} component
 * @returns {Promise<() => void>}
 */
export default async function streamlitInterpolate(component) {
  const parent = component.parentElement;
  try {
    // Imported here, so that a missing file becomes a message on the page.
    const { default: mount } = await import("../interpolate/interpolate.js");
    return mountPage(parent, (known) => (known ? refresh(known, component) : start(component, mount)));
  } catch (error) {
    const words = Object.assign(document.createElement("p"), {
      textContent: `This page could not be shown: ${error instanceof Error ? error.message : error}. Reload it.`,
    });
    words.setAttribute("role", "alert");
    parent.append(words);
    return () => undefined;
  }
}

/**
 * @param {Mounted} entry
 * @param {Component} component
 * @returns {Mounted}
 */
function refresh(entry, component) {
  // In place, because the callback made at the start reads the component here.
  Object.assign(entry, { component }).page.refresh();
  return entry;
}

/**
 * @param {Component} component
 * @param {(typeof import("../interpolate/interpolate.js"))["default"]} mount
 * @returns {Mounted}
 */
function start(component, mount) {
  /** @type {Mounted} */
  const entry = {
    component,
    page: mount(component.parentElement, {
      ...component.data,
      onChange: (address) => entry.component.setStateValue("address", address),
    }),
  };
  return entry;
}
