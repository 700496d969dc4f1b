/**
 * Joins the interpolate page's parts: what a person chooses becomes rows, the rows become films, lines on the map and
 * files.
 */

import { attributeChooser } from "./attribute.js";
import { colourOf } from "../shared/classes.js";
import { cornerSurface } from "./corner_surface.js";
import { element } from "../shared/dom.js";
import { films } from "./films.js";
import { saver } from "./files.js";
import { groupName } from "../run/groups.js";
import { smallMap } from "./map.js";
import { notes } from "./run.js";
import { choice, modeChoices } from "./shell.js";
import { completeAddress, firstRows, MODES, spanOf } from "./state.js";
import { evenly } from "../maths/interpolation.js";
import { analogyRows, attributeRows, waysBetween } from "./mode_rows.js";
import { player } from "../plane/player.js";
import { latestWins } from "../shared/queue.js";
import { releaser } from "../shared/release.js";
import { contentOfAddress, contentOfRow, slot } from "./slots.js";
import { readTheme } from "../shared/theme.js";
import { throughData } from "./through_data.js";

/** @typedef {import("./slots.js").Name} Name */
/** @typedef {import("./slots.js").Content} Content */

const NAMES = /** @type {const} */ (["a", "b", "c", "d"]);
const MOST_NAMED = 20; // classes that the map's legend lists
const PAUSE_MS = 400; // after the last change the address is told, and what is seen is read aloud
const FILM_FRAMES = 24; // of the animation, one way

/**
 * @param {import("./shell.js").Shell} parts
 * @param {import("./interpolate.js").Options} options
 * @param {import("./run.js").Run} run
 */
export function interpolateScene(parts, options, run) {
  const { shape, classNames } = options;
  const groupNames = run.groups.map(groupName);
  const name = (/** @type {number} */ label) => groupNames[-2 - label] ?? classNames[label] ?? String(label);
  let address = completeAddress(options.address, classNames.length, groupNames.length);
  const contents = startContents(address, run, classNames);
  const describe = notes(run, name);
  const graph = throughData(run);
  /** @type {Name} */
  let target = "a";
  let share = NaN;

  const slots = NAMES.map((each) => slot(each, options, run, (content) => took(each, content)));
  const map = smallMap(parts.map, options, run, {
    take: (row) => take(target, contentOfRow(run, run.test, row, classNames)),
    say: (words) => say(words),
  });
  const strips = films(parts.films, run, describe, shape, (chosen) => film.go(chosen));
  const film = player(parts.film, (moved) => ((share = moved), void showNow()));
  const corners = cornerSurface(
    run,
    describe,
    shape,
    (code) => address.mode === "corners" && map.draw({ nows: [{ key: "corners", codes: [code] }] }),
  );
  const modes = choice(parts.modes, "mode", modeChoices(), (mode) =>
    set({ mode: /** @type {import("./state.js").Mode} */ (mode) }),
  );
  attributeChooser(parts.attribute, classNames, groupNames, address, (groups) => set(groups));
  const tell = releaser(() => (options.onChange(address), speak()), PAUSE_MS);
  const say = (/** @type {string} */ words) => void (parts.live.textContent = words);
  saver(
    parts.exports,
    {
      strips: () => stripsNow(),
      moments,
      unit: () => MODES[address.mode].unit,
      name: () => `latent-lab-${address.mode}`,
    },
    shape,
    parts.root,
    say,
  );

  /**
   * @param {Name} which
   * @param {Content} content
   */
  function take(which, content) {
    slots[NAMES.indexOf(which)].show(content);
    took(which, content);
  }

  /**
   * @param {Name} which
   * @param {Content} content
   */
  function took(which, content) {
    contents[which] = content;
    set({ [which]: content.address });
  }

  /** Tell a conditional model what it draws; the first time the class of A. */
  function tellLabel() {
    if (address.label < 0)
      address.label = Math.max(0, run.all.labels[run.all.index.indexOf(Number(contents.a.address))] ?? 0);
    parts.label.value = String(address.label);
    run.decoder.setLabel(address.label);
    run.encoder.setLabel(address.label);
    NAMES.forEach((each, i) => slots[i].show(contents[each]));
  }

  /** @param {Partial<import("./state.js").Address>} change */
  function set(change) {
    address = { ...address, ...change };
    if (change.label !== undefined) tellLabel();
    if (change.mode) showMode();
    void rebuild(undefined);
    tell.soon(() => undefined);
  }

  function showMode() {
    const { mode } = address;
    const wanted = MODES[mode].slots;
    film.stop();
    parts.root.dataset.mode = mode;
    parts.slots.replaceChildren(...wanted.map((each) => slots[NAMES.indexOf(each)].root));
    parts.slots.style.setProperty("--slots", String(wanted.length));
    parts.target.querySelectorAll("label").forEach((label) => label.remove());
    target = wanted.includes(target) ? target : "a";
    choice(
      parts.target,
      "target",
      wanted.map((each) => [each, each.toUpperCase()]),
      (each) => (target = /** @type {Name} */ (each)),
      "Take the image for ",
    ).set(target);
    parts.attribute.hidden = mode !== "attribute";
    for (const part of [parts.film, parts.legend, parts.beyond.label]) part.hidden = mode === "corners";
    share = mode === "ways" ? 0.5 : 1;
  }

  const codes = () =>
    /** @type {import("./mode_rows.js").Codes} */ (
      Object.fromEntries(NAMES.map((each) => [each, contents[each].code]))
    );

  function rowsNow() {
    const { mode, from, to } = address;
    if (mode === "attribute") return attributeRows(contents.a.code, run, from, to, name);
    if (mode === "analogy") return analogyRows(codes(), run);
    return waysBetween(codes(), run, graph.between(contents.a.code, contents.b.code), options);
  }

  /** Show all anew; while the last showing goes on, only the newest wish waits. */
  const rebuild = latestWins(async () => {
    try {
      showSettings();
      if (address.mode === "corners") await showCorners();
      else await showFilms();
      parts.root.dataset.state = "ready";
    } catch (error) {
      parts.message.textContent = `The pictures could not be made: ${error instanceof Error ? error.message : error}. Reload the page.`;
      parts.root.dataset.state = "error";
    }
  });

  function showSettings() {
    [parts.steps.value, parts.stepsShown.textContent, parts.beyond.input.checked] = [
      String(address.n),
      String(address.n),
      address.beyond,
    ];
    film.set(spanOf(address));
    modes.set(address.mode);
    map.draw({
      marks: MODES[address.mode].slots.map((each) => ({ name: each.toUpperCase(), code: contents[each].code })),
    });
  }

  async function showFilms() {
    const [rows, span, { mode }] = [await rowsNow(), spanOf(address), address];
    parts.message.textContent = mode === "ways" ? graphWords() : "";
    await strips.show(rows, span);
    if (!film.isPlaying()) film.go(share);
    const lines = await Promise.all(
      rows.map(async ({ key, line }) => ({ key, codes: await line(span.from, span.to) })),
    );
    if (mode === address.mode) map.draw({ lines });
  }

  async function showCorners() {
    parts.message.textContent = "";
    const [a, b, c, d] = NAMES.map((each) => contents[each].code);
    map.draw({ lines: [{ key: "corners", codes: [a, b, d, c, a] }] });
    await corners.show([a, b, c, d], address.n);
    // Only now, because films of the mode before may have been on their way.
    if (parts.films.firstChild !== corners.root) parts.films.replaceChildren(corners.root);
  }

  function graphWords() {
    const through = graph.between(contents.a.code, contents.b.code);
    if (!through) return `Looking for the neighbours of ${graph.images}, for the way through the data …`;
    return through.way
      ? ""
      : `There is no way through the data: even with 32 links for each of ${graph.images}, A and B lie in groups that nothing joins.`;
  }

  async function showNow() {
    const moment = await strips.now(share);
    if (moment && address.mode !== "corners")
      map.draw({ nows: moment.map(({ key, frame }) => ({ key, codes: [frame.code] })) });
  }

  const stripsNow = () => (address.mode === "corners" ? corners.strips() : strips.strips());

  /**
   * To the end and back; between four corners, round their edge.
   * @returns {Promise<Float32Array[][]>}
   */
  async function moments() {
    if (address.mode === "corners") return corners.round();
    const { from, to } = spanOf(address);
    const frames = await Promise.all(strips.rows().map((row) => row.frames(evenly(from, to, FILM_FRAMES))));
    const there = evenly(from, to, FILM_FRAMES).map((_, i) => frames.map((row) => row[i].picture));
    return [...there, ...there.slice(1, -1).reverse()];
  }

  /** What is seen, for who hears the page. */
  async function speak() {
    const moment = address.mode === "corners" ? null : await strips.now(share);
    if (moment) say(moment.map(({ name: way, note }) => `${way}: ${note.words}`).join(" "));
  }

  // A file dropped beside a card must not take the page away.
  for (const kind of ["dragover", "drop"]) parts.root.addEventListener(kind, (event) => event.preventDefault());
  parts.steps.addEventListener("input", () => set({ n: Number(parts.steps.value) }));
  parts.beyond.input.addEventListener("change", () => set({ beyond: parts.beyond.input.checked }));
  parts.told.hidden = !options.isConditional;
  if (options.isConditional) parts.label.append(...classNames.map((each, i) => element("option", { value: i }, each)));
  parts.label.addEventListener("change", () => set({ label: Number(parts.label.value) }));
  tellLabel();
  parts.caption.textContent = captionOf(options.plane, run.test.dimensions);
  if (classNames.length <= MOST_NAMED)
    parts.classes.append(...classNames.map((each, i) => classEntry(each, colourOf(options.colours, i))));
  parts.body.hidden = false;
  showMode();
  void rebuild(undefined)
    .then(graph.ready)
    .then(() => rebuild(undefined));

  /** The theme changed, or its colours have just arrived. */
  function refresh() {
    parts.root.classList.toggle("is-dark", readTheme(parts.root).isDark);
    map.refresh();
  }

  refresh();
  return {
    refresh,
    destroy() {
      film.stop();
      tell.cancel();
      map.destroy();
      run.close();
    },
  };
}

/**
 * What the address names, else the first images of four classes.
 * @param {import("./state.js").Address} address
 * @param {import("./run.js").Run} run
 * @param {readonly string[]} classNames
 * @returns {Record<Name, Content>}
 */
function startContents(address, run, classNames) {
  const first = firstRows(run.test.labels);
  const entries = NAMES.map((each, i) => [
    each,
    contentOfAddress(address[each], run, classNames) ?? contentOfRow(run, run.test, first[i], classNames),
  ]);
  return Object.fromEntries(entries);
}

/**
 * @param {string} name
 * @param {string} colour
 */
const classEntry = (name, colour) =>
  element("li", {}, element("span", { class: "dot", style: `--dot: ${colour}` }), name);

/**
 * @param {import("../maths/plane.js").Plane} plane
 * @param {number} dimensions
 */
function captionOf({ names }, dimensions) {
  const axes = names.filter(Boolean).join(" and ");
  return dimensions > 2
    ? `The plane of ${axes}, out of ${dimensions} dimensions: what looks near here may lie far apart in the others.`
    : `${axes}; each dot is a test image.`;
}
