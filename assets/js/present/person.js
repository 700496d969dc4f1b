/** The requests that change whose browser this is: a new person, a recovery code, the person of a code. */

/** @typedef {"login" | "cookie" | "session"} KnownBy what identifies the visitor; a session ends with a reload */

/**
 * Returns the letters of a recovery code as it is shown, in groups of four, from however a person typed it. Pure.
 * @param {string} text
 */
export function grouped(text) {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return (letters.match(/.{1,4}/g) ?? []).join("-");
}

/**
 * Returns why the browser keeps no cookie, and whether a window of its own helps. Pure.
 * @param {boolean} isFramed
 */
export function cookieWords(isFramed) {
  return isFramed
    ? "This page is in a frame, where your browser keeps no cookie: after a reload, your runs are no longer yours."
    : "Your browser keeps no cookie here: after a reload, your runs are no longer yours. Allow cookies, then reload.";
}

/**
 * Sends one of the requests; throws an error with the server's words.
 * @param {string} base path of the app
 * @param {"new" | "code" | "recover"} what
 * @param {Record<string, string>} [content]
 * @returns {Promise<Record<string, string>>}
 */
export async function askPerson(base, what, content = {}) {
  const response = await fetch(`${base}/person/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(content),
  }).catch(() => {
    throw new Error("The server does not answer; try again when it runs.");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The server refused (${response.status}).`);
  return answer;
}
