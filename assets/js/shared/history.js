/** A history of moves, to undo and redo them. Pure. */

const MOST = 200; // moves remembered

/**
 * @template Value
 * @param {Value} start
 */
export function history(start) {
  /** @type {Value[]} */
  let past = [start];
  let at = 0;
  return {
    /**
     * Adds a move; undone moves are forgotten.
     * @param {Value} value
     */
    push(value) {
      past = [...past.slice(0, at + 1), value].slice(-MOST);
      at = past.length - 1;
    },
    /**
     * Returns the move before this one, or null.
     * @returns {Value | null}
     */
    back: () => (at > 0 ? past[--at] : null),
    /**
     * Returns the move that was undone last, or null.
     * @returns {Value | null}
     */
    forth: () => (at < past.length - 1 ? past[++at] : null),
    /**
     * Forgets all moves.
     * @param {Value} value
     */
    restart(value) {
      [past, at] = [[value], 0];
    },
    canGo: () => ({ back: at > 0, forth: at < past.length - 1 }),
  };
}
