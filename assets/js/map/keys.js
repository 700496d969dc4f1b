/** The map's keys and what they do: one table, for the map and for the dialog that lists them. Pure. */

import { LAYERS } from "./layers/registry.js";

/** @typedef {"step" | "take" | "zoomIn" | "zoomOut" | "reset" | "undo" | "redo" | "switch" | "help"} Command */

/**
 * @typedef {object} Key
 * @property {readonly string[]} keys as KeyboardEvent.key has them, letters small
 * @property {string} shown how a reader finds it on the keyboard
 * @property {string} does
 * @property {Command} command
 * @property {boolean} [withControl] only with Ctrl, or the Mac's command key, held
 * @property {string} [layer] what `switch` turns on and off
 */

const SWITCH = /** @type {const} */ ("switch");

/** @type {readonly Key[]} */
export const KEYS = [
  {
    keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
    shown: "Arrow keys",
    does: "Move the marker, or turn the cloud; with Shift in finer steps",
    command: "step",
  },
  { keys: ["Enter"], shown: "Enter", does: "Choose the point nearest to the marker", command: "take" },
  { keys: ["+", "="], shown: "+", does: "Zoom in", command: "zoomIn" },
  { keys: ["-"], shown: "−", does: "Zoom out", command: "zoomOut" },
  { keys: ["0"], shown: "0", does: "Reset the view to all points", command: "reset" },
  { keys: ["z"], withControl: true, shown: "Ctrl Z", does: "Undo the marker's last move", command: "undo" },
  { keys: ["y"], withControl: true, shown: "Ctrl Y", does: "Redo the marker's last move", command: "redo" },
  ...LAYERS.map(({ key, name, letter }) => ({
    keys: [letter],
    shown: letter.toUpperCase(),
    does: `${name}, on or off`,
    command: SWITCH,
    layer: key,
  })),
  { keys: ["?"], shown: "?", does: "Show these keys", command: "help" },
];

/**
 * Returns the entry of a key press, or null. Other keys with Ctrl or Alt belong to the browser.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">} event
 * @param {readonly Key[]} [table]
 * @returns {Key | null}
 */
export function keyOf({ key, ctrlKey, metaKey, altKey }, table = KEYS) {
  if (altKey) return null;
  const isControl = ctrlKey || metaKey;
  // A single character is a letter or a sign; capitals come with Shift and with Caps Lock.
  const name = key.length === 1 ? key.toLowerCase() : key;
  return table.find(({ keys, withControl = false }) => keys.includes(name) && withControl === isControl) ?? null;
}
