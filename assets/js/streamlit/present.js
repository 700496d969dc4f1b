/** The header's buttons and the tab's task as a Streamlit component. The buttons stay when the component goes. */

import { recolour, start, update } from "../present/display.js";
import { keepTask } from "../present/tab_task.js";

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
 * @param {{
 *   data: import("../present/display.js").Places & {task: string | null},
 *   parentElement: HTMLElement,
 *   setTriggerValue: (name: string, value: string) => void,
 * }} component
 * @returns {() => void}
 */
export default function streamlitPresent({ data, parentElement, setTriggerValue }) {
  const style = getComputedStyle(parentElement);
  const colours = COLOURS.map((name) => [`--st-${name}`, style.getPropertyValue(`--st-${name}`)]);
  if (isStarted) update(data);
  else start(data);
  isStarted = true;
  recolour(Object.fromEntries(colours));
  keepTask(data.task, (task) => setTriggerValue("task", task));
  return () => undefined;
}
