/** The shortest path through a graph: Dijkstra 1959, with a binary heap. Pure. */

/** @typedef {{to: number, length: number}} Link */

/**
 * Returns the nodes from `start` to `end`, both included; null where no path leads there.
 * @param {number} count of nodes
 * @param {(node: number) => Iterable<Link>} linksOf lengths of 0 or more
 * @param {number} start
 * @param {number} end
 * @returns {number[] | null}
 */
export function shortestPath(count, linksOf, start, end) {
  const distance = new Float64Array(count).fill(Infinity);
  const before = new Int32Array(count).fill(-1);
  const waiting = heap();
  distance[start] = 0;
  waiting.push(start, 0);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.node === end) return backwards(before, end);
    if (next.distance > distance[next.node]) continue; // an older, longer path to a node that is done
    for (const { to, length } of linksOf(next.node)) {
      const total = next.distance + length;
      if (total >= distance[to]) continue;
      [distance[to], before[to]] = [total, next.node];
      waiting.push(to, total);
    }
  }
  return null;
}

/**
 * @param {Int32Array} before
 * @param {number} end
 */
function backwards(before, end) {
  const path = [];
  for (let node = end; node >= 0; node = before[node]) path.push(node);
  return path.reverse();
}

/** Returns a queue that gives the nearest first. */
function heap() {
  /** @type {{node: number, distance: number}[]} */
  const items = [];
  const swap = (/** @type {number} */ a, /** @type {number} */ b) => ([items[a], items[b]] = [items[b], items[a]]);

  function sink() {
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < items.length && items[child].distance < items[least].distance) least = child;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  }

  return {
    /**
     * @param {number} node
     * @param {number} distance
     */
    push(node, distance) {
      items.push({ node, distance });
      for (let at = items.length - 1, up; at > 0 && items[(up = (at - 1) >> 1)].distance > items[at].distance; at = up)
        swap(at, up);
    },
    pop() {
      if (items.length < 2) return items.pop();
      swap(0, items.length - 1);
      const first = items.pop();
      sink();
      return first;
    },
  };
}
