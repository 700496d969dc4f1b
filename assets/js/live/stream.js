/**
 * A run's events, each report once and in order, however often the connection breaks. Draws nothing.
 *
 * A resumed run drops the reports after its checkpoint. After a lost connection, line numbers alone do not show this.
 * So the last known line is requested once more; if it differs, all lines are read again.
 */

/**
 * @typedef {object} Receivers
 * @property {(reports: import("./points.js").Report[]) => void} reports all that came since the last call
 * @property {(events: import("./points.js").RunEvent[]) => void} events what was done to the run, all since the last
 *   call
 * @property {(state: {status: string, message: string}) => void} state where the run stands, when that changes
 * @property {() => void} reset the reports so far are void
 * @property {(now: {changed: number, decoder: string}) => void} live when the pictures changed, and the newest
 *   decoder's address below the run's
 * @property {(changed: number) => void} frames others were kept for the time machine
 * @property {(summary: any) => void} end the training is over; nothing follows
 * @property {(state: "open" | "lost" | "unknown") => void} connection "unknown": the server has no such run, nothing
 *   follows
 */
/**
 * @typedef {object} World what a test replaces
 * @property {(url: string) => EventSource} open
 * @property {(url: string) => Promise<boolean>} exists whether the server knows the run
 * @property {(action: () => void, ms: number) => any} later
 * @property {(timer: any) => void} never
 */

export const GATHER_MS = 100; // reports that come closer together are handed on together
export const RETRY_MS = [1000, 2000, 4000, 8000]; // after the first, second, ... failure in a row
export const OVERLAP_MS = 5000; // in which the last known line must have come again

/** @type {World} */
const BROWSER = {
  open: (url) => new EventSource(url),
  exists: (url) =>
    fetch(url, { method: "GET", cache: "no-store" }).then(
      ({ status }) => status !== 404,
      () => true,
    ),
  later: (action, ms) => setTimeout(action, ms),
  never: (timer) => clearTimeout(timer),
};

/**
 * Gathers lines for a moment and hands them on together.
 * @param {Receivers} on
 * @param {World} world
 */
function gatheredLines(on, world) {
  /** @type {import("./points.js").Report[]} */
  let waiting = [];
  /** @type {import("./points.js").RunEvent[]} */
  let happened = [];
  /** @type {any} */
  let timer = null;

  function handOn() {
    world.never(timer);
    timer = null;
    const [reports, events] = [waiting, happened];
    [waiting, happened] = [[], []];
    if (reports.length) on.reports(reports);
    if (events.length) on.events(events);
  }

  return {
    /** @param {any} line */
    add(line) {
      (line.event ? happened : waiting).push(line);
      timer ??= world.later(handOn, GATHER_MS);
    },
    handOn,
    clear: () => void ([waiting, happened] = [[], []]),
    stop: () => world.never(timer),
  };
}

/**
 * @param {string} runUrl
 * @param {Receivers} on
 * @param {World} [world]
 */
export function liveStream(runUrl, on, world = BROWSER) {
  /** @type {EventSource | null} */
  let source = null;
  const lines = gatheredLines(on, world);
  let [seen, known, isOverlap, failures, isOver] = [0, "", false, 0, false];
  /** @type {Record<"retry" | "overlap", any>} */
  const timers = { retry: null, overlap: null };

  function connect() {
    disconnect();
    if (isOver) return;
    isOverlap = seen > 0;
    const mine = (source = world.open(`${runUrl}/events${seen ? `?after=${seen - 1}` : ""}`));
    /**
     * @param {string} name
     * @param {(event: any) => void} action
     */
    const listen = (name, action) => mine.addEventListener(name, (event) => void (source === mine && action(event)));
    listen("open", opened);
    listen("report", ({ lastEventId, data }) => report(Number(lastEventId), data));
    listen("reset", () => ((isOverlap = false), forget()));
    listen("live", ({ data }) => on.live(JSON.parse(data)));
    listen("frames", ({ data }) => on.frames(JSON.parse(data).changed));
    listen("state", ({ data }) => on.state(JSON.parse(data)));
    listen("end", ({ data }) => end(JSON.parse(data)));
    listen("error", () => void retry(mine.readyState === 2)); // 2 = closed: the answer was no stream of events
  }

  function disconnect() {
    source?.close();
    source = null;
    world.never(timers.retry);
    world.never(timers.overlap);
  }

  function opened() {
    failures = 0;
    on.connection("open");
    if (isOverlap) timers.overlap = world.later(() => isOverlap && startAgain(), OVERLAP_MS);
  }

  /**
   * @param {number} number
   * @param {string} data
   */
  function report(number, data) {
    if (isOverlap) {
      isOverlap = false;
      if (number !== seen || data !== known) return startAgain();
    }
    if (number <= seen) return;
    [seen, known] = [number, data];
    lines.add(JSON.parse(data));
  }

  function forget() {
    [seen, known] = [0, ""];
    lines.clear();
    on.reset();
  }

  function startAgain() {
    forget();
    connect();
  }

  /** @param {any} summary */
  function end(summary) {
    if (isOverlap) return startAgain(); // the last known line is gone: there are fewer lines now
    lines.handOn();
    isOver = true;
    disconnect();
    on.end(summary);
  }

  /** @param {boolean} isRefused */
  async function retry(isRefused) {
    disconnect();
    const attempt = failures++;
    if (isRefused && !(await world.exists(`${runUrl}/summary.json`))) {
      isOver = true;
      return on.connection("unknown");
    }
    if (isOver || source) return;
    on.connection("lost");
    timers.retry = world.later(connect, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
  }

  connect();
  return {
    /** Let go of the connection; of those, a browser grants a server only six. */
    pause: disconnect,
    /** Go on where it was paused, or try at once instead of waiting. */
    resume: () => void (source || connect()),
    close() {
      isOver = true;
      disconnect();
      lines.stop();
    },
  };
}
