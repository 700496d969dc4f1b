/** The live view as a Streamlit component: data in, `ended` out once when the training is over. */

import { mountOnce } from "./mount_once.js";
import mount from "../live/view.js";

/**
 * @typedef {object} Component
 * @property {any} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
/** @typedef {{url: string, view: ReturnType<typeof mount>, hasEnded: boolean}} Mounted */

const KEPT = 20; // commands

const mountView = mountOnce((/** @type {Mounted} */ { view }) => view.destroy());

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitLive(component) {
  const { data } = component;
  return mountView(component.parentElement, (known) => {
    // A run that had ended and was resumed is followed anew.
    if (known && known.url === data.runUrl && !(known.hasEnded && !data.isOver)) {
      known.view.refresh();
      return known;
    }
    known?.view.destroy();
    return follow(component);
  });
}

/**
 * @param {Component} component
 * @returns {Mounted}
 */
function follow({ parentElement, data, setTriggerValue }) {
  const onEnd = () => {
    made.hasEnded = true;
    if (!data.isOver) setTriggerValue("ended", true);
  };
  /** @type {{id: string, name: string, value: number | string | null}[]} */
  let asked = [];
  // Two clicks may reach Python as one: the latest are sent each time, and Python does each of them once.
  const send = (/** @type {string} */ name, /** @type {number | string | null} */ value = null) => {
    asked = [...asked.slice(1 - KEPT), { id: crypto.randomUUID?.() ?? String(Math.random()), name, value }];
    setTriggerValue("asked", asked);
  };
  const made = { url: data.runUrl, view: mount(parentElement, { ...data, send, onEnd }), hasEnded: false };
  return made;
}
