/**
 * Presentation mode: no navigation, large letters, a cursor that the last row sees. It lasts in this tab until Escape,
 * whichever pages are opened meanwhile.
 */

import { projectedSheet, PROJECTED_CLASS } from "../shared/styles.js";

const KEPT = "latent-lab-presenting";
const PARAMETER = "present";

const root = () => document.documentElement;

/** Tells whether the page is in presentation mode. */
export const isPresenting = () => root().classList.contains(PROJECTED_CLASS);

/**
 * Tells whether a page starts in presentation mode: its address decides, or what this tab did before. Pure.
 * @param {string} query the address from the question mark on
 * @param {string | null} kept
 */
export function startsPresenting(query, kept) {
  const asked = new URLSearchParams(query).get(PARAMETER);
  return asked === null ? kept === "1" : asked === "1";
}

/**
 * Returns the address without the parameter that starts presentation mode. Pure.
 * @param {string} href
 */
export function withoutParameter(href) {
  const address = new URL(href);
  address.searchParams.delete(PARAMETER);
  return address.href;
}

/** Returns what this tab did before. */
export function keptMode() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {boolean} is */
function keep(is) {
  try {
    if (is) sessionStorage.setItem(KEPT, "1");
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Storage is forbidden: the mode lasts until the page is closed.
  }
}

/**
 * Returns the document and every shadow root below it, which page styles do not reach.
 * @param {Document | ShadowRoot} [from]
 * @returns {(Document | ShadowRoot)[]}
 */
function allRoots(from = document) {
  const inner = [...from.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? allRoots(shadowRoot) : []));
  return [from, ...inner];
}

/** Puts the style of presentation mode into every view that is shown, or takes it out. */
function dressViews(/** @type {boolean} */ is) {
  for (const place of allRoots()) {
    place.querySelectorAll("link[data-projected]").forEach((link) => link.remove());
    const last = [...place.querySelectorAll("link[rel=stylesheet][href*='/js/']")].at(-1);
    if (is) last?.after(projectedSheet());
  }
}

/**
 * Starts or ends presentation mode. Full screen needs a press of a button or a key, so an address cannot start it.
 * @param {boolean} is
 * @param {boolean} isPressed
 */
export async function present(is, isPressed) {
  if (is === isPresenting()) return;
  root().classList.toggle(PROJECTED_CLASS, is);
  keep(is);
  dressViews(is);
  if (!is && location.search.includes(PARAMETER))
    history.replaceState(history.state, "", withoutParameter(location.href));
  if (is && isPressed)
    await root()
      .requestFullscreen?.()
      .catch(() => undefined); // a window as it is will do
  if (!is && document.fullscreenElement) await document.exitFullscreen().catch(() => undefined);
}
