/**
 * One living thing for each parent that Streamlit gives: a theme change or new data calls again, without cleaning up
 * first.
 */

/**
 * @template Kept
 * @param {(kept: Kept) => void} destroy
 */
export function keeper(destroy) {
  /** @type {WeakMap<Node, {kept: Kept, turn: number}>} */
  const known = new WeakMap();
  return {
    /**
     * Make what belongs to the parent, or bring what is there up to date; a thing that `next` does not return is its to
     * end.
     * @param {Node} parent
     * @param {(kept: Kept | undefined) => Kept} next
     * @returns {() => void} the clean-up of this call, which leaves alone what a later call took over
     */
    keep(parent, next) {
      const before = known.get(parent);
      const turn = (before?.turn ?? 0) + 1;
      known.set(parent, { kept: next(before?.kept), turn });
      return () => {
        const now = known.get(parent);
        if (now?.turn !== turn) return;
        known.delete(parent);
        destroy(now.kept);
      };
    },
  };
}
