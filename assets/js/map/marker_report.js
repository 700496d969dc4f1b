/** Reports a movement of the marker once, when it is over: aloud, to the caller, and to the history of undo. */

import { history } from "../shared/history.js";
import { readable } from "../shared/numbers.js";
import { releaser } from "../shared/release.js";
import { planeOf, markerPlace, roundedCode } from "./state.js";
import { supportNote } from "./support_note.js";

const PAUSE_MS = 350; // after the last key or slider move, z is reported
const MOST_READ = 8; // dimensions that are read aloud; with more, the place on the plane is

/**
 * Returns the marker's place as a sentence: each dimension, or of many the cloud's three, or the place on the plane; ""
 * on a view, whose axes have no names.
 * @param {Readonly<import("./state.js").State>} state
 */
export function placeInWords(state) {
  const { names, dims } = planeOf(state.options);
  const read = state.z.length > MOST_READ ? dims : Array.from(state.z, (_, i) => i);
  const numbers = read
    ? read.map((dimension) => /** @type {const} */ ([`z${dimension + 1}`, state.z[dimension]]))
    : markerPlace(state).map((value, i) => /** @type {const} */ ([names[i], value]));
  const words = numbers.flatMap(([name, value]) => (name ? `${name} = ${readable(value)}` : []));
  return words.length ? `${words.join(", ")}. ` : "";
}

/** @typedef {{z: Float32Array, chosen: import("./state.js").Chosen | null}} Moment */

/**
 * @param {import("./state.js").MapStore} map
 * @param {import("./shell.js").Shell} parts
 * @param {() => void} onMoved z was reported as another code
 */
export function markerReport(map, { live, tools }, onMoved) {
  const { state } = map;
  let reported = roundedCode(state);
  const past = history(/** @type {Moment} */ ({ z: state.z, chosen: state.chosen }));
  const release = releaser(() => (past.push({ z: state.z, chosen: state.chosen }), tell()), PAUSE_MS);

  function tell() {
    const { options } = state;
    const value = roundedCode(state);
    showHistory();
    live.textContent = `${placeInWords(state)}${supportNote(state)}`;
    if (JSON.stringify(value) === JSON.stringify(reported)) return;
    reported = value;
    map.set({ options: { ...options, z: value } });
    options.onRelease(value);
    onMoved();
  }

  /** @param {Moment | null} moment */
  function goTo(moment) {
    if (!moment) return;
    release.cancel();
    map.set({ z: moment.z, chosen: moment.chosen });
    tell();
  }

  function showHistory() {
    const { back, forth } = past.canGo();
    [tools.undo.disabled, tools.redo.disabled] = [!back, !forth];
  }

  showHistory();
  return {
    /** The movement is over. */
    now: () => release.now(undefined),
    /** The movement is over unless it goes on within the pause. */
    soon: () => release.soon(() => undefined),
    cancel: release.cancel,
    undo: () => goTo(past.back()),
    redo: () => goTo(past.forth()),
    /** z was set from outside: there is nothing to report. */
    restart() {
      release.cancel();
      reported = roundedCode(state);
      past.restart({ z: state.z, chosen: null });
      showHistory();
    },
  };
}
