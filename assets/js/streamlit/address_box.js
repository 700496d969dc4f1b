/** An address to share as a Streamlit component: data in, nothing out. */

import { mountOnce } from "./mount_once.js";
import mount from "../board/address_box.js";

/**
 * @typedef {object} Component
 * @property {import("../board/address_box.js").Shared} data
 * @property {Node & ParentNode} parentElement
 */

const mountBox = mountOnce((/** @type {ReturnType<typeof mount>} */ box) => box.destroy());

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitAddressBox({ data, parentElement }) {
  return mountBox(parentElement, (known) => {
    const box = known ?? mount(parentElement);
    box.show(data);
    return box;
  });
}
