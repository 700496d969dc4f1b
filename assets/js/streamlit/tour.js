/** A tour as a Streamlit component: its content in, nothing out. */

import { mountOnce } from "./mount_once.js";
import mount from "../tour/tour.js";

const mountTour = mountOnce((/** @type {ReturnType<typeof mount>} */ tour) => tour.destroy());

/**
 * @param {{data: import("../tour/tour.js").Options, parentElement: Node & ParentNode}} component
 * @returns {() => void}
 */
export default function streamlitTour({ data, parentElement }) {
  return mountTour(parentElement, (known) => {
    known?.recolour();
    return known ?? mount(parentElement, data);
  });
}
