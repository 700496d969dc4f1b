/** Groups of images selected on a run's map, kept while the browser's tab is open, for other pages to use. */

const MOST = 4; // the newest ones

/** @typedef {{count: number, mean: number[]}} Group its number of images and their mean code (D,) */

/** @param {string} runUrl */
const keyOf = (runUrl) => `latent-lab-groups ${runUrl}`;

/**
 * Returns the groups of a run, newest first; none where the browser stores nothing.
 * @param {string} runUrl
 * @returns {Group[]}
 */
export function groupsOf(runUrl) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(runUrl)) ?? "[]");
  } catch {
    return []; // storage is forbidden, or holds something else
  }
}

/**
 * Stores a group.
 * @param {string} runUrl
 * @param {Group} group
 */
export function keepGroup(runUrl, group) {
  const others = groupsOf(runUrl).filter((each) => JSON.stringify(each) !== JSON.stringify(group));
  try {
    sessionStorage.setItem(keyOf(runUrl), JSON.stringify([group, ...others].slice(0, MOST)));
  } catch {
    // Storage is forbidden or full: the selection stays on the map alone.
  }
}

/**
 * Returns the group of a label below -1: -2 is the newest, and so on.
 * @param {number} label
 * @param {readonly Group[]} groups
 * @returns {Group | null}
 */
export const groupOfLabel = (label, groups) => groups[-2 - label] ?? null;

/**
 * @param {Group} group
 * @param {number} at
 */
export const groupName = ({ count }, at) =>
  `selection ${at + 1} on the map (${count.toLocaleString("en")} image${count === 1 ? "" : "s"})`;
