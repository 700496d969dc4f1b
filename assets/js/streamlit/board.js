/** The board of a classroom as a Streamlit component: cards in, nothing out. */

import { mountOnce } from "./mount_once.js";
import mount from "../board/room_board.js";

/** @typedef {{data: import("../board/room_board.js").Board, parentElement: Node & ParentNode}} Component */

const mountBoard = mountOnce((/** @type {ReturnType<typeof mount>} */ board) => board.destroy());

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitBoard({ data, parentElement }) {
  return mountBoard(parentElement, (known) => {
    const board = known ?? mount(parentElement, data.room);
    board.show(data);
    return board;
  });
}
