/** The texts and curves of a card, from a student's data. Pure. */

import { stateWords } from "../live/points.js";

/**
 * @typedef {object} Card
 * @property {string} name one in a room
 * @property {string} state of the newest run, as the server names it; empty before the first training
 * @property {number} runs of this student in the room
 * @property {string} [href] the page of the run; none before the first one
 * @property {string | null} [map] the address of a picture
 * @property {string} [what] data, model and latents
 * @property {number | null} [beta]
 * @property {number[]} [elbo] -ELBO of some reports, nats per training image
 * @property {number[]} [reconstruction] of the same reports
 */

const SKIPPED = 0.1; // of a curve at its start, whose height is that of an untrained model

/**
 * Returns the figures below a name.
 * @param {Card} card
 */
export function figures({ beta, elbo = [] }) {
  const parts = [];
  if (beta !== undefined && beta !== null) parts.push(`beta ${Number(beta.toPrecision(3))}`);
  const last = elbo.at(-1);
  if (last !== undefined) parts.push(`-ELBO ${last.toFixed(1)}`);
  return parts.join(" · ");
}

/**
 * Returns the state of the newest run in words.
 * @param {Card} card
 */
export const stateOf = ({ state }) => (state ? stateWords(state) : "No training yet");

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
export const dataOf = (card) => (card.what ?? "").split(",")[0];
