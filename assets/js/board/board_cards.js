/** The texts and curves of a card, from a student's data. Pure. */

import { stateWords } from "../live/points.js";

/**
 * @typedef {object} Card
 * @property {string} name one in a room
 * @property {string} state of the newest run, as the server names it; empty before the first training
 * @property {number} runs of this student in the room
 * @property {string} [href] the page of the run; none before the first one
 * @property {{url: string, version: string} | null} [pictures] the run's address; the version changes with its pictures
 * @property {string} [images] the data
 * @property {string} [what] data, model and latents
 * @property {number | null} [beta]
 * @property {boolean} [isCollapsed] whether the diagnosis says that the posterior collapsed
 * @property {number[]} [elbo] -ELBO of some reports, nats per training image
 * @property {number[]} [reconstruction] of the same reports
 */

const SKIPPED = 0.1; // of a curve at its start, whose height is that of an untrained model

/**
 * Returns the figures of a card, beta and the last -ELBO, or the last loss of a model without a KL divergence. Empty
 * where there is none.
 * @param {Card} card
 * @returns {[string, string]}
 */
export function figures({ beta, elbo = [] }) {
  const latest = elbo.at(-1);
  return [
    beta === undefined || beta === null ? "" : `beta ${Number(beta.toPrecision(3))}`,
    latest === undefined ? "" : `${beta === null ? "loss" : "-ELBO"} ${latest.toFixed(1)}`,
  ];
}

/**
 * Returns the state of the newest run as text; for one that has ended, whether its posterior collapsed.
 * @param {Card} card
 */
export function stateOf({ state, isCollapsed }) {
  if (!state) return "No training yet";
  return isCollapsed ? `${stateWords(state)}, collapsed` : stateWords(state);
}

/**
 * Returns the least and greatest value of some curves without their start; two equal values are set apart.
 * @param {number[][]} curves
 * @returns {[number, number]}
 */
export function rangeOf(curves) {
  const values = curves.flatMap((curve) => curve.slice(Math.floor(SKIPPED * curve.length)));
  if (!values.length) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/**
 * Returns a curve as the points of an SVG polyline in a box; values above the range are at its upper edge.
 * @param {number[]} curve
 * @param {[number, number]} range
 * @param {number} width
 * @param {number} height
 */
export function pointsOf(curve, [low, high], width, height) {
  const right = width / Math.max(1, curve.length - 1);
  const place = (/** @type {number} */ value) => height * Math.min(1, Math.max(0, (high - value) / (high - low)));
  return curve.map((value, index) => `${(index * right).toFixed(1)},${place(value).toFixed(1)}`).join(" ");
}

/**
 * Returns the range of each card's curves: one for all cards with the same data, so that they can be compared.
 * @param {Card[]} cards
 * @returns {Map<string, [number, number]>} by data
 */
export function rangesOf(cards) {
  /** @type {Map<string, number[][]>} */
  const curves = new Map();
  for (const card of cards) {
    const known = curves.get(dataOf(card)) ?? [];
    curves.set(dataOf(card), [...known, card.elbo ?? [], card.reconstruction ?? []]);
  }
  return new Map([...curves].map(([data, found]) => [data, rangeOf(found)]));
}

/** @param {Card} card */
export const dataOf = (card) => card.images ?? "";

/** @typedef {{training: number, waiting: number}} Queue of the server */

const TRAINING = ["running", "paused", "starting"];
const last = (/** @type {Card} */ { elbo = [] }) => elbo.at(-1) ?? Infinity;
const rank = (/** @type {Card} */ { state }) =>
  TRAINING.includes(state) ? 0 : state === "queued" ? 1 : state === "" ? 3 : 2;

/** @type {{key: string, words: string, compare: (a: Card, b: Card) => number}[]} */
export const ORDERS = [
  { key: "joined", words: "Time of joining", compare: () => 0 },
  { key: "name", words: "Name", compare: (a, b) => a.name.localeCompare(b.name) },
  { key: "elbo", words: "-ELBO, best first", compare: (a, b) => Math.sign(last(a) - last(b)) || 0 },
  { key: "beta", words: "Beta", compare: (a, b) => Math.sign((a.beta ?? 1e9) - (b.beta ?? 1e9)) },
  { key: "state", words: "Training first", compare: (a, b) => rank(a) - rank(b) },
];

/**
 * Returns the cards in an order; equal ones stay in the order of joining.
 * @param {Card[]} cards
 * @param {string} order a key of ORDERS
 */
export function sorted(cards, order) {
  const found = ORDERS.find(({ key }) => key === order) ?? ORDERS[0];
  return [...cards].sort(found.compare);
}

/**
 * Returns how many students there are, and what the server does.
 * @param {Card[]} cards
 * @param {Queue} queue
 */
export function boardSummary(cards, { training, waiting }) {
  const students = `${cards.length} student${cards.length === 1 ? "" : "s"}`;
  return `${students} · ${training} training · ${waiting} in the queue`;
}
