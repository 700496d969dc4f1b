/** The clock of a tour: it runs, stops, and moves to a second. */

/**
 * @param {number} length seconds
 * @param {number} speed times real time
 * @param {(elapsed: number) => void} shown called in each animation frame while it runs, and after each move
 * @param {(isPlaying: boolean) => void} changed
 */
export function clock(length, speed, shown, changed) {
  let [elapsed, last, frame] = [0, 0, 0];

  function tick() {
    const now = performance.now();
    // A tab in the background gets no frames; it continues where it was, instead of jumping.
    elapsed = Math.min(length, elapsed + speed * Math.min(0.5, (now - last) / 1000));
    last = now;
    shown(elapsed);
    if (elapsed >= length) return stop();
    frame = requestAnimationFrame(tick);
  }

  function stop() {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    changed(false);
  }

  function play() {
    if (frame) return;
    if (elapsed >= length) elapsed = 0;
    last = performance.now();
    frame = requestAnimationFrame(tick);
    changed(true);
  }

  return {
    play,
    stop,
    isPlaying: () => frame !== 0,
    elapsed: () => elapsed,
    /** @param {number} second */
    go(second) {
      elapsed = Math.min(length, Math.max(0, second));
      shown(elapsed);
    },
  };
}
