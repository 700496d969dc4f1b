/** Where the puck has been, to go back and forth. Pure. */

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
     * A new move; what had been undone is forgotten.
     * @param {Value} value
     */
    push(value) {
      past = [...past.slice(0, at + 1), value].slice(-MOST);
      at = past.length - 1;
    },
    /**
     * The move before this one, or null.
     * @returns {Value | null}
     */
    back: () => (at > 0 ? past[--at] : null),
    /**
     * The move that was undone last, or null.
     * @returns {Value | null}
     */
    forth: () => (at < past.length - 1 ? past[++at] : null),
    /**
     * Forget all moves.
     * @param {Value} value
     */
    restart(value) {
      [past, at] = [[value], 0];
    },
    canGo: () => ({ back: at > 0, forth: at < past.length - 1 }),
  };
}
