/** The header's buttons as a Streamlit component: the pages in, nothing out. They stay when the component goes. */

import { recolour, start, update } from "../present/display.js";

// Streamlit gives its colours to its components; the buttons are outside of them.
const COLOURS = [
  "text-color",
  "background-color",
  "secondary-background-color",
  "border-color",
  "primary-color",
  "font",
];
let isStarted = false;

/**
 * @param {{data: import("../present/display.js").Places, parentElement: HTMLElement}} component
 * @returns {() => void}
 */
export default function streamlitPresent({ data, parentElement }) {
  const style = getComputedStyle(parentElement);
  const colours = COLOURS.map((name) => [`--st-${name}`, style.getPropertyValue(`--st-${name}`)]);
  if (isStarted) update(data);
  else start(data);
  isStarted = true;
  recolour(Object.fromEntries(colours));
  return () => undefined;
}
