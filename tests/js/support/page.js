/** A page without a browser, as far as a lesson's picture uses one: elements, their listeners, and frames by hand. */

class FakeElement {
  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
    this.clientWidth = 500;
    this.clientHeight = 300;
    this.value = "";
    this.style = {};
    this.classList = { toggle: () => false, contains: () => false };
    /** @type {any[]} */
    this.children = [];
    /** @type {FakeElement | undefined} */
    this.parent = undefined;
    /** @type {Record<string, string>} */
    this.attributes = {};
    /** @type {Record<string, (event: any) => void>} */
    this.listeners = {};
  }

  get viewBox() {
    return { baseVal: { width: Number(this.attributes.viewBox.split(" ")[2]) } };
  }

  /** @param {any[]} children */
  append(...children) {
    this.children.push(...children);
    for (const child of children) if (child instanceof FakeElement) child.parent = this;
  }

  remove() {
    this.parent?.replaceChildren(...this.parent.children.filter((child) => child !== this));
  }

  /** @param {any[]} children */
  replaceChildren(...children) {
    this.children = children;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  /**
   * @param {string} name
   * @param {(event: any) => void} listener
   */
  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, width: this.clientWidth };
  }

  setPointerCapture() {}

  toDataURL() {
    return "data:,";
  }

  getContext() {
    const nothing = () => undefined;
    const getImageData = () => ({ data: [0, 0, 0, 255] });
    return { fillRect: nothing, clearRect: nothing, putImageData: nothing, getImageData };
  }

  /**
   * Returns the elements inside with that tag, in order.
   * @param {string} tag
   * @returns {FakeElement[]}
   */
  all(tag) {
    const found = this.children.filter((child) => child instanceof FakeElement);
    return found.flatMap((child) => [...(child.tag === tag ? [child] : []), ...child.all(tag)]);
  }
}

/** Puts the fake page in place of the browser's; returns its parent element, and the function that runs the next frame. */
export function fakePage() {
  /** @type {Map<number, () => void>} */
  let frames = new Map();
  let count = 0;
  const make = (/** @type {string} */ tag) => new FakeElement(tag);
  Object.assign(globalThis, {
    document: {
      createElement: make,
      createElementNS: (/** @type {string} */ _, /** @type {string} */ tag) => make(tag),
      addEventListener: () => undefined,
      documentElement: make("html"),
    },
    getComputedStyle: () => ({ getPropertyValue: () => "" }),
    ResizeObserver: class {
      /** @param {() => void} act */
      constructor(act) {
        this.act = act;
      }
      observe() {
        requestAnimationFrame(this.act); // a browser reports the first size, too
      }
      disconnect() {}
    },
    ImageData: class {},
    requestAnimationFrame: (/** @type {() => void} */ act) => (frames.set(++count, act), count),
    cancelAnimationFrame: (/** @type {number} */ frame) => void frames.delete(frame),
  });
  return {
    parent: /** @type {any} */ (make("div")),
    nextFrame() {
      const now = frames;
      frames = new Map();
      now.forEach((act) => act());
    },
  };
}
