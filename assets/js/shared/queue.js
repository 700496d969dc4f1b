/** Asynchronous work: one piece at a time, all of it in order or only the newest, or all at once. Pure. */

/**
 * Wraps `run` so that its calls follow one another; a failed call does not stop the next.
 * @template Input, Output
 * @param {(input: Input) => Promise<Output>} run
 * @returns {(input: Input) => Promise<Output>}
 */
export function inOrder(run) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (input) => {
    const result = last.then(() => run(input));
    last = result.catch(() => undefined);
    return result;
  };
}

/**
 * Wraps `run` so that one call is in flight and one waits: a newer call replaces the waiting one,
 * whose promise then resolves to null.
 * @template Input, Output
 * @param {(input: Input) => Promise<Output>} run
 * @returns {(input: Input) => Promise<Output | null>}
 */
export function latestWins(run) {
  /** @typedef {{input: Input, resolve: (output: Output | null) => void, reject: (error: unknown) => void}} Job */
  /** @type {Job | null} */
  let waiting = null;
  let isBusy = false;

  /** @param {Job} job */
  async function work(job) {
    isBusy = true;
    try {
      job.resolve(await run(job.input));
    } catch (error) {
      job.reject(error);
    }
    isBusy = false;
    const next = waiting;
    waiting = null;
    if (next) void work(next);
  }

  return (input) =>
    new Promise((resolve, reject) => {
      const job = { input, resolve, reject };
      if (!isBusy) return void work(job);
      waiting?.resolve(null);
      waiting = job;
    });
}

/**
 * Returns the results of promises that run at the same time. If some fail, throws the error of the first of them in the
 * list, not of the one that failed first, so that the same failures always show the same words.
 * @template {readonly unknown[]} Promises
 * @param {readonly [...Promises]} promises
 */
export async function atOnce(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
