/** The live view as a Streamlit component: data in, `ended` out once when the training is over. */

import mount from "./live_view.js";

/** @typedef {{data: any, parentElement: Node & ParentNode, setTriggerValue: (name: string, value: unknown) => void}} Component */
/** @typedef {{url: string, view: ReturnType<typeof mount>, turn: number, hasEnded: boolean}} Mounted */

const KEPT = 20; // commands

/** A theme change calls again for the same parent, without cleaning up. @type {WeakMap<Node, Mounted>} */
const mounted = new WeakMap();

/** @param {Component} component @returns {() => void} */
export default function streamlitLive(component) {
  const { parentElement: parent, data } = component;
  const known = mounted.get(parent);
  const turn = (known?.turn ?? 0) + 1;
  // A run that had ended and goes on again, having been resumed, is followed anew.
  if (known && known.url === data.runUrl && !(known.hasEnded && !data.isOver)) {
    known.turn = turn;
    known.view.refresh();
  } else {
    known?.view.destroy();
    mounted.set(parent, follow(component, turn));
  }
  return () => {
    // The clean-up of a call that a later one replaced must leave the later one alone.
    const current = mounted.get(parent);
    if (current?.turn !== turn) return;
    mounted.delete(parent);
    current.view.destroy();
  };
}

/** @param {Component} component @param {number} turn @returns {Mounted} */
function follow({ parentElement, data, setTriggerValue }, turn) {
  const onEnd = () => {
    made.hasEnded = true;
    if (!data.isOver) setTriggerValue("ended", true);
  };
  /** @type {{id: string, name: string, value: number | string | null}[]} */
  let asked = [];
  // Two clicks may reach Python as one: the latest are told each time, and Python does each of them once.
  const send = (/** @type {string} */ name, /** @type {number | string | null} */ value = null) => {
    asked = [...asked.slice(1 - KEPT), { id: crypto.randomUUID?.() ?? String(Math.random()), name, value }];
    setTriggerValue("asked", asked);
  };
  const made = { url: data.runUrl, view: mount(parentElement, { ...data, send, onEnd }), turn, hasEnded: false };
  return made;
}
