/**
 * The buttons of the header and what they do: recovery code and new person, theme, letter size, presentation mode.
 * They live outside of Streamlit's elements, so that they stay while pages change.
 *
 * START HERE: `start` runs once for each loaded page, `update` after each run of the page's script.
 */

import { element } from "../shared/dom.js";
import { letChartsScroll } from "./chart_touches.js";
import { LETTERS, PROJECTED, storeChoices, storedChoices, THEMES } from "./choices.js";
import { offerFigureFiles } from "./figure_files.js";
import { icon } from "./icons.js";
import { makeOneEntryForAPress } from "./one_entry.js";
import { isPresenting, keptMode, present, startsPresenting } from "./presentation.js";
import { skipToHeading } from "./skip_to_heading.js";
import { cookieNote, personPanel } from "./person_panel.js";
import { assetUrl } from "../shared/resources.js";
import { LETTERS_CHANGED, styleSheets } from "../shared/styles.js";
import { isShownDark, switchTheme, themeKeys } from "./theme_switch.js";

/**
 * @typedef {object} Places
 * @property {string[]} pages of the app, and
 * @property {string} current the one that is shown; without slashes
 * @property {string} base path of the app, such as "/latent"
 * @property {import("./person.js").KnownBy} knownBy
 */

let choices = storedChoices();
/** @type {Places} */
let places = { pages: [""], current: "", base: "", knownBy: "cookie" };
const keys = () => themeKeys(location.pathname, places.current, places.pages);

/** Applies the letter size to the page and its views. */
function showLetters() {
  const scale = isPresenting() ? PROJECTED : choices.letters;
  const { style } = document.documentElement;
  if (style.getPropertyValue("--scale") === String(scale)) return;
  style.setProperty("--scale", String(scale));
  style.fontSize = scale === 1 ? "" : `${16 * scale}px`;
  document.dispatchEvent(new Event(LETTERS_CHANGED));
  // Views measure their window when it changes, and the letters changed what is above them.
  requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
}

/** @param {Partial<import("./choices.js").Choices>} change */
function choose(change) {
  choices = { ...choices, ...change };
  storeChoices(choices);
  if (change.theme) void switchTheme(change.theme, keys());
  showLetters();
}

/**
 * @param {boolean} is
 * @param {boolean} isPressed
 */
async function setPresenting(is, isPressed) {
  const done = present(is, isPressed);
  showLetters();
  await done;
}

const presenter = element(
  "div",
  { class: "lab-presenter", role: "toolbar", "aria-label": "Presentation mode", hidden: true },
  button("theme", "Light or dark", "", () => choose({ theme: isShownDark() ? "Light" : "Dark" })),
  button("full", "Full screen", "", () => void fullScreen()),
  button("leave", "Leave presentation mode (Escape)", "", () => void setPresenting(false, true)),
);

const page = element("div", { class: "lab-page" });

/** Turns full screen on or off, and stays in presentation mode. */
async function fullScreen() {
  isLeaving = false;
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen?.().catch(() => undefined);
}
let isLeaving = true; // whether the end of full screen ends presentation mode too: Escape ends both

/**
 * @param {Parameters<typeof icon>[0]} picture
 * @param {string} name
 * @param {string} words beside the icon
 * @param {() => void} onclick
 */
function button(picture, name, words, onclick) {
  const made = element("button", { type: "button", title: name, "aria-label": name, onclick }, words);
  made.prepend(icon(picture));
  return made;
}

/**
 * Returns a group of radio buttons.
 * @template Value
 * @param {string} name
 * @param {readonly (readonly [string, Value])[]} values with their words
 * @param {() => Value} now
 * @param {(value: Value) => void} onChoose
 */
function radios(name, values, now, onChoose) {
  const inputs = values.map(([words, value]) => {
    const input = element("input", { type: "radio", name: `lab-${name}` });
    input.checked = value === now();
    input.addEventListener("change", () => onChoose(value));
    return element("label", {}, input, words);
  });
  return element("fieldset", {}, element("legend", {}, name), ...inputs);
}

function header() {
  const person = personPanel(() => places.base);
  const shows = button("person", "Your runs: recovery code, new person", "", () => undefined);
  shows.setAttribute("popovertarget", person.id);
  shows.hidden = places.knownBy !== "cookie"; // a login is the same person everywhere; a session has nothing to keep
  const panel = element(
    "div",
    { class: "lab-display", id: "lab-display", popover: "auto", role: "dialog", "aria-label": "Display" },
    radios(
      "Theme",
      THEMES.map((theme) => [theme, theme]),
      () => choices.theme,
      (theme) => choose({ theme }),
    ),
    radios(
      "Letters",
      LETTERS,
      () => choices.letters,
      (letters) => choose({ letters }),
    ),
    element("p", {}, "This browser keeps both."),
  );
  const opens = button("letters", "Display: theme and letter size", "", () => undefined);
  opens.setAttribute("popovertarget", panel.id);
  const presents = button(
    "present",
    "Present: large letters, no navigation, full screen (Alt P)",
    "Present",
    () => void setPresenting(true, true),
  );
  presents.dataset.testid = "present";
  return element(
    "div",
    { class: "lab-header", role: "group", "aria-label": "Display" },
    shows,
    opens,
    presents,
    person,
    panel,
  );
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  // The code, because Alt with P writes another letter on some keyboards.
  if (event.code === "KeyP" && event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    void setPresenting(!isPresenting(), true);
  } else if (event.key === "Escape" && isPresenting() && !event.defaultPrevented && !isSomethingOpen()) {
    void setPresenting(false, true);
  }
}

/** Tells whether Escape closes something else first: a dialog or a list. */
const isSomethingOpen = () =>
  document.querySelector("[role=dialog]:popover-open, [role=listbox], [role=dialog][aria-modal=true]") !== null ||
  Boolean(document.activeElement?.shadowRoot?.querySelector("dialog[open]"));

/** The end of full screen by Escape, of which the page hears no key. */
function fullScreenChanged() {
  if (!document.fullscreenElement && isPresenting() && isLeaving) void setPresenting(false, true);
  isLeaving = true;
}

/**
 * Makes the buttons and applies what this browser keeps; once.
 * @param {Places} first
 */
export function start(first) {
  places = first;
  makeOneEntryForAPress(window);
  presenter.hidden = false;
  document.head.append(...styleSheets([assetUrl("js/present/display.css")]));
  page.append(skipToHeading(), header(), presenter, ...(first.knownBy === "session" ? [cookieNote()] : []));
  document.body.prepend(page);
  document.documentElement.classList.add("has-lab-header");
  document.addEventListener("keydown", pressed);
  offerFigureFiles(page);
  letChartsScroll();
  document.addEventListener("fullscreenchange", fullScreenChanged);
  showLetters();
  if (choices.theme !== "System" && choices.theme !== (isShownDark() ? "Dark" : "Light"))
    void switchTheme(choices.theme, keys());
  update(first);
}

/** @param {Record<string, string>} colours the page's, as CSS variables */
export function recolour(colours) {
  for (const [name, value] of Object.entries(colours)) page.style.setProperty(name, value);
}

/** @param {Places} next */
export function update(next) {
  places = next;
  document.documentElement.dataset.page = next.current;
  if (startsPresenting(location.search, keptMode())) void setPresenting(true, false);
}
