/** Calls of a view after its end: from the next animation frame, or from a promise that comes late. Pure. */

/**
 * Returns the same functions; once `destroy` was called, none of them does anything.
 * @template {{destroy: () => void}} View
 * @param {View} view its functions, which use no `this`
 * @returns {View}
 */
export function untilDestroyed(view) {
  let isOver = false;
  const guarded = Object.entries(view).map(([name, action]) => [
    name,
    (/** @type {unknown[]} */ ...given) => {
      if (isOver) return undefined;
      isOver = name === "destroy";
      return /** @type {any} */ (action)(...given);
    },
  ]);
  return Object.fromEntries(guarded);
}
