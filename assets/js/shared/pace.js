/** Slows down work that arrives too fast: gathered, or only the latest. Pure except for the clock. */

const LEAST_MS = 250; // between two rounds
const MOST_MS = 3000;
const SHARE = 20; // a round and its painting take a twentieth of the time at most: the training needs the same cores
const [HURRY_MS, HURRIED_SHARE] = [2000, 2]; // half of the time while somebody looks for the effect of a change

/**
 * @typedef {object} Clock
 * @property {() => number} now
 * @property {(action: () => void, ms: number) => any} later
 * @property {(timer: any) => void} never
 * @property {(told: (ms: number) => void) => void} painted told how long style, layout and paint of the next frame took
 */

/** @type {Clock} */
const CLOCK = {
  now: () => performance.now(),
  later: (action, ms) => setTimeout(action, ms),
  never: (timer) => clearTimeout(timer),
  painted: (told) =>
    void requestAnimationFrame(() => {
      const [start, { port1, port2 }] = [performance.now(), new MessageChannel()];
      port1.onmessage = () => (port1.close(), told(performance.now() - start));
      port2.postMessage(null); // arrives after the frame was painted
    }),
};

/**
 * Gathers items and works on all at once, at once if it was idle, else after a pause that suits how long the last round
 * took.
 * @template Item
 * @param {(items: Item[]) => void} work
 * @param {Clock} [clock]
 */
export function gathered(work, clock = CLOCK) {
  /** @type {Item[]} */
  let items = [];
  let [timer, due, hurriedUntil] = [/** @type {any} */ (null), 0, 0];

  function round() {
    timer = null;
    const [all, start] = [items, clock.now()];
    items = [];
    if (all.length) work(all);
    const took = clock.now() - start;
    rest(took);
    clock.painted((more) => rest(took + more));
  }

  /** @param {number} took milliseconds of the last round */
  function rest(took) {
    const share = clock.now() < hurriedUntil ? HURRIED_SHARE : SHARE;
    due = clock.now() + Math.min(MOST_MS, Math.max(LEAST_MS, share * took));
  }

  return {
    /** @param {Item[]} more */
    add(more) {
      items = items.concat(more);
      const wait = due - clock.now();
      if (timer === null && wait <= 0) round();
      else timer ??= clock.later(round, wait);
    },
    /** Makes the pauses short for a while, also one that has begun. */
    hurry() {
      hurriedUntil = clock.now() + HURRY_MS;
      due = Math.min(due, clock.now() + LEAST_MS);
      if (timer === null) return;
      clock.never(timer);
      timer = clock.later(round, due - clock.now());
    },
    clear() {
      items = [];
      clock.never(timer);
      timer = null;
    },
  };
}

/**
 * Shows what was set elsewhere as soon as the hand is at rest; of several values only the last one.
 * @param {() => number} left milliseconds until it is; 0: it is at rest
 * @param {(value: number) => void} show
 * @param {Pick<Clock, "later" | "never">} [clock]
 */
export function whenAtRest(left, show, clock = CLOCK) {
  /** @type {any} */
  let timer = null;
  let waiting = 0;
  function look() {
    const ms = left();
    timer = ms > 0 ? clock.later(look, ms) : null;
    if (timer === null) show(waiting);
  }
  return {
    /** @param {number} value */
    offer(value) {
      waiting = value;
      if (timer === null) look();
    },
    /** A value that waits is not shown any more. */
    drop() {
      clock.never(timer);
      timer = null;
    },
  };
}

/**
 * Does one after the other and never two at a time; of what came meanwhile only the latest is done.
 * @template What
 * @param {(what: What) => Promise<void>} work a failure is left to the next
 * @returns {(what: What) => Promise<void>}
 */
export function latest(work) {
  let [isBusy, next] = [false, /** @type {{what: What} | null} */ (null)];
  return async (what) => {
    next = { what };
    if (isBusy) return;
    isBusy = true;
    while (next) {
      const { what: now } = next;
      next = null;
      try {
        await work(now);
      } catch {
        // `work` may also throw before it returns a promise, as Plotly does.
      }
    }
    isBusy = false;
  };
}
