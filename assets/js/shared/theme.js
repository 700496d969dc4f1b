/** The page's theme, read from its CSS variables, for what is drawn on a canvas. */

import { context2d, element } from "./dom.js";

/**
 * @typedef {object} Theme
 * @property {string} text
 * @property {string} background
 * @property {string} primary
 * @property {[number, number, number]} primaryRgb
 * @property {[number, number, number]} ink
 * @property {boolean} isDark
 * @property {number} scale of letters: 1, or what a person chose (present/display.js)
 */

/**
 * @param {HTMLElement} root an element of the component
 * @returns {Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const colour = (/** @type {string} */ name, /** @type {string} */ otherwise) =>
    style.getPropertyValue(name).trim() || otherwise;
  const text = colour("--text", "#31333f");
  const ink = rgbOfCss(text);
  const background = colour("--background", "#ffffff");
  const primary = colour("--primary", "#2f6fb0");
  return {
    text,
    background,
    primary,
    primaryRgb: rgbOfCss(primary),
    ink,
    isDark: lightness(rgbOfCss(background)) < 128,
    scale: Number(style.getPropertyValue("--scale")) || 1,
  };
}

/** @param {[number, number, number]} rgb */
const lightness = ([r, g, b]) => 0.3 * r + 0.59 * g + 0.11 * b;

/**
 * Returns any CSS colour as [red, green, blue]: the browser paints one pixel with it.
 * @param {string} colour
 * @returns {[number, number, number]}
 */
function rgbOfCss(colour) {
  const context = context2d(element("canvas", { width: 1, height: 1 }));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}
