/**
 * One entry in the browser's history for each press of the visitor, so that Back always leads to what was shown before.
 *
 * Streamlit makes an entry for each address that the server sends. Two of those answer no press: the page that is left
 * gets an address without its choices just before the next page's, and a page completes the address that it was opened
 * with. Back then led to the page without the choices, or to the page that was already shown.
 */

const PRESSES = ["pointerdown", "keydown", "click"];

/**
 * Lets a new entry replace the last one where the visitor pressed nothing in between.
 * @param {Window} view
 */
export function makeOneEntryForAPress(view) {
  const { history } = view;
  const push = history.pushState.bind(history);
  let isPressed = false;
  for (const press of PRESSES) view.addEventListener(press, () => (isPressed = true), true);
  view.addEventListener("popstate", () => (isPressed = false), true);
  history.pushState = (state, unused, url) => {
    if (isPressed) push(state, unused, url);
    else history.replaceState(state, unused, url);
    isPressed = false;
  };
}
