/**
 * Starts a page that carries all its files (vae_core/html.py puts this text into it): every file becomes an address of
 * its own, an import map names the modules, and the entry's default export is given the place and the options.
 * A classic script, because an import map has to stand before the first module.
 */

void (async () => {
  /** @param {Element} script @param {string} type @param {boolean} isPacked @returns {Promise<Blob>} */
  async function content({ textContent }, type, isPacked) {
    const text = atob(textContent ?? "");
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    const blob = new Blob([bytes], { type });
    if (!isPacked) return blob;
    const unpacked = new Response(blob.stream().pipeThrough(new DecompressionStream("gzip")));
    return new Blob([await unpacked.arrayBuffer()], { type });
  }

  /** @param {HTMLElement} script @returns {Promise<[string, string]>} */
  async function unpack(script) {
    const { path = "", mime = "", packed } = script.dataset;
    const address = URL.createObjectURL(await content(script, mime, packed !== undefined));
    script.remove();
    return [path, address];
  }

  const place = /** @type {HTMLElement} */ (document.getElementById("place"));
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
    const { default: mount } = await import(String(place.dataset.entry));
    mount(place, JSON.parse(String(place.dataset.options)));
  } catch (error) {
    const words = document.createElement("p");
    words.setAttribute("role", "alert");
    const reason = error instanceof Error ? error.message : String(error);
    words.textContent = `The map could not be shown: ${reason}. Open this file in a current Chrome, Edge, Firefox or Safari.`;
    place.append(words);
  }
})();
