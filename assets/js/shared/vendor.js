/** The libraries in assets/vendor, loaded as they were published. Nothing comes from another origin. */

import { assetUrl, located } from "./resources.js";

// d3's published file is a classic script; imported as a module it still sets globalThis.d3.
await import(assetUrl("vendor/d3-7.9.0/d3.min.js"));

/** @type {typeof import("d3")} */
export const d3 = /** @type {any} */ (globalThis).d3;

/** @type {Promise<any> | null} */
let ort = null;

/**
 * Loads ONNX Runtime Web at the first call, ready to open sessions. A failed start can be tried again.
 * @returns {Promise<any>}
 */
export function loadOrt() {
  ort ??= startOrt().catch((error) => {
    ort = null;
    throw error;
  });
  return ort;
}

async function startOrt() {
  if (typeof WebAssembly !== "object") throw new Error("this browser has no WebAssembly");
  const [module, wasmBinary] = await Promise.all([
    import(assetUrl("vendor/onnxruntime-web-1.24.3/ort.wasm.min.mjs")),
    fetchGunzipped(assetUrl("vendor/onnxruntime-web-1.24.3/ort-wasm-simd-threaded.wasm.gz")),
  ]);
  const wasmPaths = { mjs: assetUrl("vendor/onnxruntime-web-1.24.3/ort-wasm-simd-threaded.mjs") };
  // One thread: more need cross-origin isolation, which embedding pages seldom have.
  Object.assign(module.env.wasm, { numThreads: 1, wasmPaths, wasmBinary });
  module.env.logLevel = "error";
  return module;
}

/**
 * Loads the GIF encoder.
 * @returns {Promise<any>}
 */
export const loadGifenc = () => import(assetUrl("vendor/gifenc-1.0.3/gifenc.esm.js"));

/**
 * Fetches a gzipped file and unpacks it, unless the server or the browser has done so already.
 * @param {string} url
 * @returns {Promise<ArrayBuffer>}
 */
async function fetchGunzipped(url) {
  const content = await fetchBytes(url);
  const [first, second] = new Uint8Array(content, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return content;
  return new Response(new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/**
 * Fetches the bytes at an address; throws an error with the file's name and the server's answer.
 * @param {string | URL} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<ArrayBuffer>}
 */
export async function fetchBytes(url, signal) {
  const name = String(url).split("/").pop()?.split("?")[0];
  const response = await fetch(located(url), { signal }).catch((error) => {
    throw error.name === "AbortError" ? error : new Error(`${name} could not be fetched (is the server running?)`);
  });
  if (!response.ok) throw new Error(`${name} could not be fetched (${response.status} ${response.statusText})`);
  return response.arrayBuffer();
}
