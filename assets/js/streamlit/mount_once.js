/** One view for each parent that Streamlit gives: a theme change or new data calls again, without cleaning up first. */

/**
 * Returns a function that makes what belongs to a parent once, and later updates it.
 * `next` is given what is there and returns what is to stay; it must end what it does not return.
 *
 * The clean-up that is returned does nothing once a later call took over, or while the parent is on the page: Streamlit
 * also cleans up after a call that took so long that the next one has begun, which is to find what is there.
 * @template Kept
 * @param {(kept: Kept) => void} destroy
 * @returns {(parent: Node, next: (kept: Kept | undefined) => Kept) => () => void}
 */
export function mountOnce(destroy) {
  /** @type {WeakMap<Node, {kept: Kept, turn: number}>} */
  const known = new WeakMap();
  return (parent, next) => {
    const before = known.get(parent);
    const turn = (before?.turn ?? 0) + 1;
    known.set(parent, { kept: next(before?.kept), turn });
    return () => {
      const now = known.get(parent);
      if (now?.turn !== turn || parent.isConnected) return;
      known.delete(parent);
      destroy(now.kept);
    };
  };
}
