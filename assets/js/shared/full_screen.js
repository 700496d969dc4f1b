/** A view in full screen, by a button that is hidden where the browser has none. */

/**
 * @param {HTMLElement} root
 * @param {HTMLButtonElement} button
 */
export function fullScreen(root, button) {
  const isOn = () => root.matches(":fullscreen");
  const show = () => button.setAttribute("aria-pressed", String(isOn()));
  button.hidden = !document.fullscreenEnabled;
  show();
  button.addEventListener("click", () => void (isOn() ? document.exitFullscreen() : root.requestFullscreen()));
  document.addEventListener("fullscreenchange", show);
  return { isOn, stop: () => document.removeEventListener("fullscreenchange", show) };
}
