/** A short hint in the plane when a gesture was left to the page, as maps on the web give it. */

const SHOWN_MS = 1600;
const WORDS = {
  wheel: "Hold Ctrl and turn the wheel to zoom, or click the plane first",
  finger: "Use two fingers to move and zoom the plane",
};
const isMac = /Mac/.test(globalThis.navigator?.userAgent ?? "");

/** @param {HTMLElement} place */
export function advice(place) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    /** @param {keyof typeof WORDS} what was done without effect */
    show(what) {
      place.textContent = isMac ? WORDS[what].replace("Ctrl", "⌘") : WORDS[what];
      place.classList.add("is-shown");
      clearTimeout(timer);
      timer = setTimeout(() => place.classList.remove("is-shown"), SHOWN_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
