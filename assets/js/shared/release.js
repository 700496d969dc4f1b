/**
 * Reports the end of a movement. `now` reports at once (a pointer was lifted), `soon` after a pause (keys, sliders);
 * what follows within the pause replaces it, so each movement is reported once. Pure but for the timer handed in.
 */

/**
 * @template Value
 * @param {(value: Value) => void} report
 * @param {number} pauseMs
 * @param {{set: (f: () => void, ms: number) => any, clear: (id: any) => void}} [timer]
 */
export function releaser(
  report,
  pauseMs,
  timer = { set: (f, ms) => setTimeout(f, ms), clear: (id) => clearTimeout(id) },
) {
  /** @type {any} */
  let pending = null;
  const cancel = () => {
    if (pending !== null) timer.clear(pending);
    pending = null;
  };
  return {
    cancel,
    /** @param {Value} value */
    now(value) {
      cancel();
      report(value);
    },
    /** @param {() => Value} value read when the pause is over */
    soon(value) {
      cancel();
      pending = timer.set(() => {
        pending = null;
        report(value());
      }, pauseMs);
    },
  };
}

/**
 * Separates new values from known ones: Python repeats at each run what it was sent (perhaps late) or sent before,
 * and only another value is a request to show something else.
 * @param {unknown} first what was said at the start
 */
export function newsFilter(first) {
  let said = JSON.stringify(first);
  /** @type {string[]} */
  let unanswered = [];
  return {
    /** @param {unknown} value */
    sent: (value) => void unanswered.push(JSON.stringify(value)),
    /** @param {unknown} value */
    isNews(value) {
      const text = JSON.stringify(value);
      const [isRepeated, echo] = [text === said, unanswered.lastIndexOf(text)];
      said = text;
      // Answers come in order: what was sent before this one will not be echoed.
      if (echo >= 0) unanswered = unanswered.slice(echo + 1);
      return !isRepeated && echo < 0;
    },
  };
}
