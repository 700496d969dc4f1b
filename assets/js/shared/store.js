/** Shared state with one way to change it, `set`; `on` calls those who show it. Pure. */

/**
 * @template {object} Values
 * @typedef {object} Store
 * @property {Readonly<Values>} state the values of now; an assignment to one of them throws
 * @property {(change: Partial<Values>) => void} set changes some values, then calls their listeners, each once
 * @property {(names: (keyof Values)[], listener: () => void) => () => void} on calls `listener` after a change of one
 * of these values; listeners are called in the order in which they came; returns how to end it
 */

/**
 * Returns a store that begins with these values; no others can be set later.
 * @template {object} Values
 * @param {Values} start
 * @returns {Store<Values>}
 */
export function store(start) {
  const values = { ...start };
  const names = /** @type {(keyof Values)[]} */ (Object.keys(values));
  const state = /** @type {Values} */ ({});
  for (const name of names) Object.defineProperty(state, name, { enumerable: true, get: () => values[name] });
  /** @type {Set<{names: (keyof Values)[], listener: () => void}>} */
  const entries = new Set();
  return {
    state,
    set(change) {
      const given = /** @type {(keyof Values)[]} */ (Object.keys(change));
      const unknown = given.find((name) => !names.includes(name));
      if (unknown !== undefined) throw new Error(`the store has no '${String(unknown)}'; it holds ${names.join(", ")}`);
      const changed = given.filter((name) => !Object.is(values[name], change[name]));
      Object.assign(values, change);
      for (const entry of [...entries]) if (entry.names.some((name) => changed.includes(name))) entry.listener();
    },
    on(wanted, listener) {
      const entry = { names: wanted, listener };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
  };
}
