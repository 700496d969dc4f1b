/** The cockpit as a Streamlit component: data in; `asked` out for what a person does, and once after a training. */

import { mountOnce } from "./mount_once.js";
import mount from "../live/view.js";

/**
 * @typedef {object} Component
 * @property {any} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

const KEPT = 20; // commands

const mountView = mountOnce((/** @type {ReturnType<typeof mount>} */ view) => view.destroy());

/** @param {Component} component @returns {() => void} */
export default function streamlitLive(component) {
  return mountView(component.parentElement, (known) => {
    known?.update(component.data);
    return known ?? make(component);
  });
}

/** @param {Component} component */
function make({ parentElement, data, setTriggerValue }) {
  /** @type {{id: string, name: string, value: number | string | null}[]} */
  let asked = [];
  // Two messages may reach Python as one, and then Streamlit keeps the newer: each has the latest commands and the end
  // of the training, and Python does each of them once.
  const send = (/** @type {string} */ name, /** @type {number | string | null} */ value = null) => {
    asked = [...asked.slice(1 - KEPT), { id: crypto.randomUUID?.() ?? String(Math.random()), name, value }];
    setTriggerValue("asked", asked);
  };
  return mount(parentElement, data, { send, ended: () => send("ended") });
}
