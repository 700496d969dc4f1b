/** The task of this browser tab: it stays while the page is loaded again, where Streamlit begins a new session. */

const NAME = "latent-lab-task";

/**
 * Keeps the session's task in the tab, and gives a kept one to a session that has had none.
 * @param {string | null} known the session's task; empty: it was left; null: the session has had none
 * @param {(task: string) => void} restore
 */
export function keepTask(known, restore) {
  try {
    if (known) sessionStorage.setItem(NAME, known);
    else if (known === "") sessionStorage.removeItem(NAME);
    else if (sessionStorage.getItem(NAME)) restore(sessionStorage.getItem(NAME) ?? "");
  } catch {
    // Storage is forbidden in this browser: the task ends with the session.
  }
}
