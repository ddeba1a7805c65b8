// Addresses of transformed pictures.
//
// Who signs can have any picture made in any size, so the key stays on the server. A page has three
// ways to an address: one that the service signed (`imgproxy_...` of its answers), one that the
// page's own server signed (sign.js, sign-node.js), or one without a signature, which a service
// answers in development alone (`IMGPROXY_ALLOW_UNSIGNED`).

import { endpointOf } from "./settings.js";

/**
 * @typedef {object} ImgproxyEndpoint Where transforms are, and what signs their addresses.
 * @property {string} [url] as `https://img.example.com/imgproxy`
 * @property {(path: string) => string} [sign] the signature of `/{options}/{source}`; on servers only
 * @property {boolean} [unsigned] whether the service answers addresses without a signature
 */

/**
 * @typedef {object} ImgproxyOptions What is to be made; what is left out is not mentioned.
 * @property {string} [preset] `thumbnail small medium large hero avatar`, or one of the service's own
 * @property {"fit" | "fill" | "fill-down" | "force" | "auto" | "crop"} [resizingType]
 * @property {number} [width]
 * @property {number} [height]
 * @property {boolean} [enlarge]
 * @property {string} [gravity] `sm ce no so ea we noea nowe soea sowe`, or `fp:x:y`
 * @property {number} [blur]
 * @property {number} [sharpen]
 * @property {number} [brightness]
 * @property {number} [contrast]
 * @property {number} [saturation]
 * @property {boolean} [grayscale]
 * @property {number} [quality]
 * @property {string} [format]
 * @property {number} [expires] Unix seconds
 * @property {string} [options] further ones as an address has them, as `pd:10/bg:fff`; they win
 */

/**
 * @typedef {object} SignedAnswer What the service's answers say of a picture's transforms.
 * @property {string | null} [imgproxy_thumbnail_url]
 * @property {Readonly<Record<string, string>> | null} [imgproxy_responsive_urls]
 * @property {Readonly<Record<string, string>> | null} [imgproxy_preset_urls]
 */

/** @typedef {string | SignedAnswer} ImgproxySource a source's address, or an answer of the service */
/** @typedef {"thumbnail" | "small" | "medium" | "large"} ResponsiveName */

/** No address can be had: nothing signs here, and the service did not. */
export class ImgproxyError extends Error {
  /** @override */
  name = "ImgproxyError";
}

/** Presets of every service. */
export const PRESETS = Object.freeze(["thumbnail", "small", "medium", "large", "hero", "avatar"]);
/** Those of them that are one picture in several sizes.
 * @type {readonly ResponsiveName[]} */
export const RESPONSIVE = Object.freeze(/** @type {const} */ (["thumbnail", "small", "medium", "large"]));
/** Widths of a `srcset` where none are given. */
export const WIDTHS = Object.freeze([300, 600, 900, 1200]);

/** Presets that keep the whole picture, by the side that bounds it. */
const WHOLE = Object.freeze({ small: 300, medium: 600, large: 1200 });
/** How options are called in addresses, in their order. */
const NAMES = Object.freeze({
  preset: "pr", resizingType: "rt", width: "w", height: "h", enlarge: "el", gravity: "g",
  blur: "bl", sharpen: "sh", brightness: "br", contrast: "co", saturation: "sa",
  grayscale: "grayscale", quality: "q", format: "f", expires: "exp",
});
const VISIBLE = /^[!-~]+$/;
const ENDS = /[/?#%]/;

/**
 * `/{options}/{source}`: what is signed.
 * @param {string} source
 * @param {ImgproxyOptions} [options]
 * @returns {string}
 */
export function imgproxyPath(source, { options = "", ...named } = {}) {
  if (!source) throw new TypeError("There is no address of a source.");
  const segments = Object.entries(named).flatMap(([name, value]) => segment(name, value));
  const path = `/${[...inOrder(segments), ...options.split("/").filter(Boolean), base64url(new TextEncoder().encode(source))].join("/")}`;
  if (!VISIBLE.test(path) || /[?#]/.test(path)) {
    throw new TypeError("Options have blanks, ?, # and letters that are not ASCII escaped.");
  }
  return path;
}

/**
 * The address of a picture made of `source`.
 *
 * Of an answer of the service the signed address is taken that suits: the preset's, or for a width
 * and height the smallest that is large enough; other options cannot be had of it.
 * @param {ImgproxySource} source
 * @param {ImgproxyOptions} [options]
 * @param {ImgproxyEndpoint} [endpoint] if not as configured
 * @returns {string}
 * @throws {ImgproxyError} where nothing signs
 */
export function generateImgproxyUrl(source, options = {}, endpoint) {
  if (typeof source !== "string") return chosen(source, options);
  const there = endpointOf(endpoint);
  const path = imgproxyPath(source, options);
  if (there.sign) return `${there.url}/${there.sign(path)}${path}`;
  if (there.unsigned) return `${there.url}/unsafe${path}`;
  throw new ImgproxyError(
    "Nothing signs here: give an answer of the service that has imgproxy_preset_urls, or sign on your server.",
  );
}

/**
 * The picture as a preset makes it.
 * @param {ImgproxySource} source
 * @param {string} preset
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {string}
 */
export const generatePresetUrl = (source, preset, endpoint) => generateImgproxyUrl(source, { preset }, endpoint);

/**
 * Addresses of `thumbnail`, `small`, `medium` and `large`, by these names.
 * @param {ImgproxySource} source
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {Record<ResponsiveName, string>}
 */
export function generateResponsiveUrls(source, endpoint) {
  const pairs = RESPONSIVE.map((preset) => [preset, generatePresetUrl(source, preset, endpoint)]);
  return /** @type {Record<ResponsiveName, string>} */ (Object.fromEntries(pairs));
}

/**
 * A square of `size` pixels, cut to what matters.
 * @param {ImgproxySource} source
 * @param {number} [size]
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {string}
 */
export const generateThumbnailUrl = (source, size = 150, endpoint) =>
  generateImgproxyUrl(source, { width: size, height: size, resizingType: "fill", gravity: "sm" }, endpoint);

/**
 * The picture within `width` and `height`, as WebP, or (`webp: false`) negotiated.
 * @param {ImgproxySource} source
 * @param {{ width?: number, height?: number, webp?: boolean, quality?: number }} [options]
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {string}
 */
export function generateOptimizedUrl(source, { width, height, webp = true, quality = 85 } = {}, endpoint) {
  if (typeof source !== "string") return chosen(source, { width, height });
  return generateImgproxyUrl(source, { width, height, quality, format: webp ? "webp" : undefined }, endpoint);
}

/**
 * The value of `srcset`: one address for each width; of an answer of the service, the whole
 * pictures that it has addresses of. Their widths are true for pictures at least as wide as high;
 * give `aspectRatio` (width / height) for others.
 * @param {ImgproxySource} source
 * @param {readonly number[]} [widths]
 * @param {Omit<ImgproxyOptions, "width"> & { aspectRatio?: number }} [options]
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {string}
 */
export function generateSrcset(source, widths = WIDTHS, { aspectRatio = 1, ...options } = {}, endpoint) {
  const found = typeof source === "string"
    ? widths.map((width) => /** @type {const} */ ([generateImgproxyUrl(source, { ...options, width }, endpoint), width]))
    : Object.entries(WHOLE).map(([preset, side]) =>
      /** @type {const} */ ([chosen(source, { preset }), Math.round(side * Math.min(1, aspectRatio))]));
  return found.map(([address, width]) => `${address} ${width}w`).join(", ");
}

/**
 * @param {SignedAnswer} answer
 * @param {ImgproxyOptions} options
 */
function chosen(answer, { preset, width, height, resizingType, gravity, ...others }) {
  const refused = Object.entries(others).find(([, value]) => value !== undefined);
  if (refused) throw new ImgproxyError(`${refused[0]} cannot be had of addresses that are signed already.`);
  const name = preset ?? nearest(width, height, resizingType === "fill" && gravity !== undefined);
  const address = answer.imgproxy_preset_urls?.[name] ?? answer.imgproxy_responsive_urls?.[name]
    ?? (name === "thumbnail" ? answer.imgproxy_thumbnail_url : undefined);
  if (!address) throw new ImgproxyError(`The service signed no ${name} of this picture.`);
  return address;
}

/** @param {number | undefined} width @param {number | undefined} height @param {boolean} cut */
function nearest(width, height, cut) {
  const side = Math.max(width ?? 0, height ?? 0);
  if (cut && side <= 150 && width === height) return "thumbnail";
  const enough = Object.entries(WHOLE).find(([, reach]) => reach >= side);
  return side && enough ? enough[0] : "large";
}

/** @param {string} name @param {unknown} value @returns {[string, string][]} */
function segment(name, value) {
  if (value === undefined || value === null) return [];
  const text = typeof value === "boolean" ? String(Number(value)) : String(value);
  if (!Object.hasOwn(NAMES, name)) throw new TypeError(`There is no option ${name}.`);
  if (!VISIBLE.test(text) || ENDS.test(text)) throw new TypeError(`${name} cannot be ${JSON.stringify(value)}.`);
  return [[name, text]];
}

/** @param {[string, string][]} segments */
function inOrder(segments) {
  const given = Object.fromEntries(segments);
  return Object.entries(NAMES).flatMap(([name, short]) => (name in given ? [`${short}:${given[name]}`] : []));
}

/**
 * URL-safe base64 without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export const base64url = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
