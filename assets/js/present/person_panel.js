/** The panel "Your runs": a recovery code, its use in another browser, and a new person on a shared computer. */

import { element } from "../shared/dom.js";
import { askPerson, cookieWords, grouped } from "./person.js";

const COPIED_MS = 2000; // the answer to a press of Copy
const EXAMPLE = "K7QF-M2XB-…";

/** Returns true in a frame. */
const isFramed = () => window.top !== window;

/**
 * Returns a link that opens the page in a window of its own, where browsers keep cookies.
 * @param {string} words
 */
export function windowLink(words) {
  const link = element("a", { href: location.href, target: "_blank", rel: "noopener", class: "lab-window" }, words);
  link.addEventListener("click", () => void (link.href = location.href)); // pages change without a new link
  return link;
}

/**
 * Returns the panel.
 * @param {() => string} base path of the app
 */
export function personPanel(base) {
  const said = element("p", { class: "lab-said", role: "status" });
  const say = (/** @type {string} */ words) => void (said.textContent = words);

  /** @param {() => Promise<void>} act */
  const acting = (act) => async () => {
    say("");
    await act().catch((/** @type {Error} */ error) => say(error.message));
  };

  const own = ownCode(base, acting);
  const parts = [...own.parts, ...otherCode(base, acting, say), ...someoneElse(base, acting)];
  const panel = element(
    "div",
    { class: "lab-display lab-person", id: "lab-person", popover: "auto", role: "dialog", "aria-label": "Your runs" },
    element("p", { class: "lab-lead" }, "Your runs belong to this browser. Nobody else can change them."),
    ...parts,
    said,
  );
  panel.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") own.forget();
  });
  return panel;
}

/** @typedef {(act: () => Promise<void>) => () => Promise<void>} Acting shows what went wrong */

/**
 * A new code for the runs of this browser; `forget` removes it from the page.
 * @param {() => string} base
 * @param {Acting} acting
 */
function ownCode(base, acting) {
  const field = element("input", {
    ...{ readonly: true, placeholder: EXAMPLE, "aria-label": "Your recovery code", "data-testid": "own-code" },
    onfocus: () => field.select(),
  });
  const copy = element("button", { type: "button", disabled: true }, "Copy");
  copy.addEventListener("click", async () => {
    field.select();
    const isCopied = await navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false,
    );
    copy.textContent = isCopied || document.execCommand("copy") ? "Copied" : "Press Ctrl+C";
    setTimeout(() => void (copy.textContent = "Copy"), COPIED_MS);
  });
  const make = element("button", { type: "button" }, "Make recovery code");
  make.addEventListener(
    "click",
    acting(async () => {
      field.value = (await askPerson(base(), "code")).code;
      copy.disabled = false;
    }),
  );
  const note = "It brings your runs to another browser, or back after the cookie is lost. It is shown once; ";
  const parts = [
    element("h3", {}, "Keep your runs"),
    element("div", { class: "lab-line" }, make, copy),
    element("div", { class: "lab-line" }, field),
    element("p", {}, `${note}a new code replaces the old one.`),
  ];
  const forget = () => {
    field.value = "";
    copy.disabled = true;
  };
  return { parts, forget };
}

/**
 * The field for a code that was made in another browser.
 * @param {() => string} base
 * @param {Acting} acting
 * @param {(words: string) => void} say
 */
function otherCode(base, acting, say) {
  const field = element("input", {
    ...{ placeholder: EXAMPLE, "aria-label": "Recovery code", autocomplete: "off", spellcheck: "false" },
    ...{ autocapitalize: "characters", name: "code" },
  });
  const restore = acting(async () => {
    if (!field.value.trim()) return say("Enter the recovery code first.");
    await askPerson(base(), "recover", { code: grouped(field.value) });
    location.assign(`${base()}/runs`);
  });
  const form = element("form", { class: "lab-line" }, field, element("button", { type: "submit" }, "Restore runs"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void restore();
  });
  return [
    element("h3", {}, "Enter a recovery code"),
    form,
    element("p", {}, "It replaces the runs of this browser. Make a code for those first."),
  ];
}

/**
 * A new person, for the next one at a shared computer; asks once more.
 * @param {() => string} base
 * @param {Acting} acting
 */
function someoneElse(base, acting) {
  const become = element("button", { type: "button", class: "lab-primary" }, "Start as a new person");
  const cancel = element("button", { type: "button" }, "Cancel");
  const ask = element("button", { type: "button" }, "I am someone else");
  const words = "This browser starts without runs. Without a recovery code, nobody can change the present runs again.";
  const sure = element(
    "div",
    { hidden: true },
    element("p", {}, words),
    element("div", { class: "lab-line" }, become, cancel),
  );
  ask.addEventListener("click", () => {
    sure.hidden = false;
    become.scrollIntoView({ block: "nearest" });
  });
  cancel.addEventListener("click", () => {
    sure.hidden = true;
    ask.focus();
  });
  become.addEventListener(
    "click",
    acting(async () => {
      await askPerson(base(), "new");
      location.assign(`${base()}/`);
    }),
  );
  return [element("h3", {}, "Shared computer"), element("div", { class: "lab-line" }, ask), sure];
}

/** Returns the note of a browser that keeps no cookie; it goes when it is closed. */
export function cookieNote() {
  const close = element("button", { type: "button", "aria-label": "Close this note" }, "Close");
  const way = isFramed() ? [windowLink("Open in a window")] : [];
  const words = element("p", {}, cookieWords(isFramed()));
  const note = element(
    "div",
    { class: "lab-cookie-note", role: "status", "data-testid": "cookie-note" },
    words,
    ...way,
    close,
  );
  close.addEventListener("click", () => note.remove());
  return note;
}
