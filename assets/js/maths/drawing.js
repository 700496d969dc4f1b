/**
 * Turns a drawing into an image like those of the data set: with MNIST's centring and scaling, or shrunk. Pure.
 * A drawing is ink on a square of side S, values 0 to 1, row by row.
 */

const [SIDE, BOX] = [28, 20]; // MNIST: digits fill a box of 20 pixels, their centre of mass is in the middle of 28

/**
 * Returns the drawing as an image of `shape`, or null where nothing is drawn.
 * @param {Float32Array} ink (S * S,)
 * @param {readonly number[]} shape [C, H, W]
 * @returns {Float32Array | null} (C * H * W,)
 */
export function asImage(ink, shape) {
  const [channels, height, width] = shape;
  const size = Math.sqrt(ink.length);
  const box = inkBox(ink, size);
  if (!box) return null;
  const isDigit = channels === 1 && width === height && (height === SIDE || height === BOX);
  const grey = isDigit ? likeMnist(ink, size, box, height) : averaged(ink, size, [0, 0, size, size], width, height);
  const image = new Float32Array(channels * height * width);
  for (let c = 0; c < channels; c++) image.set(grey, c * height * width);
  return image;
}

/**
 * Returns the smallest box around the ink: [x, y, width, height], or null.
 * @param {Float32Array} ink
 * @param {number} size
 * @returns {[number, number, number, number] | null}
 */
export function inkBox(ink, size) {
  let [left, top, right, bottom] = [size, size, -1, -1];
  ink.forEach((value, at) => {
    if (value < 0.05) return;
    const [x, y] = [at % size, Math.floor(at / size)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  });
  return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
}

/**
 * Returns a digit as in MNIST: in an image of SIDE x SIDE, or without the frame, in its box alone.
 * @param {Float32Array} ink
 * @param {number} size
 * @param {[number, number, number, number]} box
 * @param {number} side
 * @returns {Float32Array}
 */
function likeMnist(ink, size, box, side) {
  const longest = Math.max(box[2], box[3]);
  const [width, height] = [box[2], box[3]].map((side) => Math.max(1, Math.round((BOX * side) / longest)));
  const small = averaged(ink, size, box, width, height);
  const [dx, dy] =
    side === BOX ? [width, height].map((part) => Math.ceil((BOX - part) / 2)) : aroundMass(small, width, height);
  const image = new Float32Array(side * side);
  for (let row = 0; row < height; row++)
    image.set(small.subarray(row * width, (row + 1) * width), (row + dy) * side + dx);
  return image;
}

/**
 * Returns the corner of a small image in SIDE x SIDE that puts its centre of mass in the middle.
 * @param {Float32Array} small
 * @param {number} width
 * @param {number} height
 */
function aroundMass(small, width, height) {
  let [mass, x, y] = [0, 0, 0];
  small.forEach((value, at) => {
    mass += value;
    x += value * ((at % width) + 0.5);
    y += value * (Math.floor(at / width) + 0.5);
  });
  const within = (/** @type {number} */ shift, /** @type {number} */ side) =>
    Math.min(SIDE - side, Math.max(0, Math.round(shift)));
  return [within(SIDE / 2 - x / mass, width), within(SIDE / 2 - y / mass, height)];
}

/**
 * Returns a part of the drawing, shrunk: each new pixel is the mean of the ink that it covers.
 * @param {Float32Array} ink
 * @param {number} size
 * @param {[number, number, number, number]} box
 * @param {number} width
 * @param {number} height
 */
export function averaged(ink, size, [left, top, boxWidth, boxHeight], width, height) {
  const image = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x0, x1] = [left + (column * boxWidth) / width, left + ((column + 1) * boxWidth) / width];
      const [y0, y1] = [top + (row * boxHeight) / height, top + ((row + 1) * boxHeight) / height];
      image[row * width + column] = areaMean(ink, size, x0, x1, y0, y1);
    }
  }
  return image;
}

/**
 * @param {Float32Array} ink
 * @param {number} size
 * @param {number} x0
 * @param {number} x1
 * @param {number} y0
 * @param {number} y1
 */
function areaMean(ink, size, x0, x1, y0, y1) {
  let sum = 0;
  for (let y = Math.floor(y0); y < y1; y++) {
    const covered = Math.min(y + 1, y1) - Math.max(y, y0);
    for (let x = Math.floor(x0); x < x1; x++)
      sum += ink[y * size + x] * covered * (Math.min(x + 1, x1) - Math.max(x, x0));
  }
  return sum / ((x1 - x0) * (y1 - y0));
}
