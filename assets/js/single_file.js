/**
 * Starts a page that carries all its files (vae_core/runs/html_page.py puts this text into it): every file becomes an
 * address of
 * its own, an import map names the modules, and each place is given to the default export of its entry, with its
 * options;
 * a place that is folded away, when it is unfolded.
 * A classic script, because an import map has to stand before the first module.
 */

void (async () => {
  /**
   * @param {Element} script
   * @param {string} type
   * @param {boolean} isPacked
   * @returns {Promise<Blob>}
   */
  async function content({ textContent }, type, isPacked) {
    const text = atob(textContent ?? "");
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    const blob = new Blob([bytes], { type });
    if (!isPacked) return blob;
    const unpacked = new Response(blob.stream().pipeThrough(new DecompressionStream("gzip")));
    return new Blob([await unpacked.arrayBuffer()], { type });
  }

  /**
   * @param {HTMLElement} script
   * @returns {Promise<[string, string]>}
   */
  async function unpack(script) {
    const { path = "", mime = "", packed } = script.dataset;
    const address = URL.createObjectURL(await content(script, mime, packed !== undefined));
    script.remove();
    return [path, address];
  }

  /**
   * @param {HTMLElement} place
   * @param {unknown} error
   */
  function explain(place, error) {
    const words = document.createElement("p");
    words.setAttribute("role", "alert");
    const reason = error instanceof Error ? error.message : String(error);
    const advice = "Open this file in a current Chrome, Edge, Firefox or Safari.";
    words.textContent = `This could not be shown: ${reason}. ${advice}`;
    place.append(words);
  }

  /** @param {HTMLElement} place */
  async function fill(place) {
    try {
      const { default: mount } = await import(String(place.dataset.entry));
      mount(place, JSON.parse(String(place.dataset.options)));
    } catch (error) {
      explain(place, error);
    }
  }

  const places = Array.from(document.querySelectorAll("[data-entry]"), (place) => /** @type {HTMLElement} */ (place));
  try {
    /** @type {NodeListOf<HTMLElement>} */
    const scripts = document.querySelectorAll("script[data-path]");
    const files = new Map(await Promise.all(Array.from(scripts, unpack)));
    Object.assign(globalThis, { latentLabFiles: files });
    const modules = Array.from(files, ([path, address]) => [`latent-lab/${path}`, address]);
    const map = document.createElement("script");
    map.type = "importmap";
    map.textContent = JSON.stringify({ imports: Object.fromEntries(modules) });
    document.head.append(map);
    for (const place of places) {
      const folded = place.closest("details:not([open])");
      if (folded) folded.addEventListener("toggle", () => void fill(place), { once: true });
      else await fill(place);
    }
  } catch (error) {
    explain(places[0], error);
  }
})();
