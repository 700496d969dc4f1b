/** The state that the parts of the interpolate page share, in a store. */

import { groupName } from "../run/groups.js";
import { store } from "../shared/store.js";
import { contentOfAddress, contentOfRow } from "./slots.js";
import { completeAddress, firstRows } from "./state.js";

/** @typedef {import("./slots.js").Name} Name */
/** @typedef {import("./slots.js").Content} Content */
/** @typedef {import("./run.js").Run} Run */

export const SLOT_NAMES = /** @type {const} */ (["a", "b", "c", "d"]);

/**
 * @typedef {object} State
 * @property {import("./state.js").Address} address what is shown
 * @property {Record<Name, Content>} contents of the slots
 * @property {Name} target the slot for which a click on the map chooses an image
 * @property {number} share of the path that is shown large
 */

/** @typedef {ReturnType<typeof pageState>} Page */

/**
 * @param {import("./interpolate.js").Options} options
 * @param {Run} run
 */
export function pageState(options, run) {
  const { classNames } = options;
  const groupNames = run.groups.map(groupName);
  const address = completeAddress(options.address, classNames.length, groupNames.length);
  const start = { address, contents: startContents(address, run, classNames), target: "a", share: NaN };
  const { state, set, on } = store(/** @type {State} */ (start));
  return {
    ...{ options, run, groupNames, state, set, on },
    /**
     * Returns the name of a class, or below -1 of a group that was selected on the map.
     * @param {number} label
     */
    nameOf: (label) => groupNames[-2 - label] ?? classNames[label] ?? String(label),
    /** Returns the slots' codes. */
    codes: () => /** @type {Record<Name, Float32Array>} */ (mapped(state.contents, ({ code }) => code)),
    /** @param {Partial<import("./state.js").Address>} change */
    change: (change) => set({ address: { ...state.address, ...change } }),
  };
}

/**
 * Returns the images that the address names, else the first images of four classes.
 * @param {import("./state.js").Address} address
 * @param {Run} run
 * @param {readonly string[]} classNames
 * @returns {Record<Name, Content>}
 */
function startContents(address, run, classNames) {
  const first = firstRows(run.test.labels);
  const entries = SLOT_NAMES.map((each, i) => [
    each,
    contentOfAddress(address[each], run, classNames) ?? contentOfRow(run, run.test, first[i], classNames),
  ]);
  return Object.fromEntries(entries);
}

/**
 * @template Value, Other
 * @param {Record<string, Value>} values
 * @param {(value: Value) => Other} change
 */
const mapped = (values, change) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
