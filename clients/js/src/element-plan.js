// From what a <tvdb-image> says to what it asks for. No page is touched here.

import { contentImageUrl, contentSrcset, mediaImageUrl, mediaSrcset } from "./addresses.js";
import { thumbhashRatio } from "./thumbhash.js";
import { imageTypeOf, ladder, PROFILES, singular } from "./words.js";

/** @import { ContentPicture, MediaPicture } from "./addresses.js" */
/** @import { ImageFormat } from "./words.js" */

/** @typedef {Readonly<Record<string, string | undefined>>} Given attributes by name */

/**
 * @typedef {object} Shown
 * @property {string} src
 * @property {string} srcset
 */

/**
 * @typedef {object} Plan
 * @property {Shown} image what the `img` asks for
 * @property {(Shown & { type: string })[]} sources formats before it, the best first
 * @property {string} fit
 */

/** The usual shapes of titles' pictures. */
const SHAPES = Object.freeze({
  poster: 680 / 1000, fanart: 16 / 9, banner: 758 / 140, clearlogo: 800 / 310,
  clearart: 1000 / 562, icon: 1, cinemagraph: 16 / 9,
});
const SHAPES_OF_IMAGE = Object.freeze({ person: 2 / 3, episode: 16 / 9 });
/** Pictures with nothing around them, of which nothing may be cut. */
const WHOLE = Object.freeze(["clearlogo", "clearart", "icon"]);
/** One address for browsers that know no `srcset`: wide enough for most places. */
const WIDE_ENOUGH = 500;
const BOUNDLESS = 1e6;
const FORMATS = Object.freeze(["avif", "webp", "jpeg", "jpg", "png"]);

/**
 * @param {Given} given
 * @returns {Plan | null} null while it does not say which picture
 */
export function planOf(given) {
  const formats = (given["format"] ?? "").split(/[\s,]+/).filter((word) => FORMATS.includes(word));
  const shown = whichOf(given);
  if (!shown) return null;
  const [last, ...before] = /** @type {(ImageFormat | undefined)[]} */ (formats).reverse();
  return {
    image: shown(last),
    sources: before.reverse().map((format) => ({ ...shown(format), type: `image/${format === "jpg" ? "jpeg" : format}` })),
    fit: given["fit"] ?? (WHOLE.includes(kindOf(given)) ? "contain" : "cover"),
  };
}

/**
 * @param {Given} given
 * @returns {((format?: ImageFormat) => Shown) | null}
 */
function whichOf(given) {
  if (given["src"]) {
    const shown = { src: given["src"], srcset: given["srcset"] ?? "" };
    return () => shown;
  }
  if (given["content-type"] && given["content-id"]) return (format) => contentShown(given, format);
  if (given["media-id"]) return (format) => mediaShown(given, format);
  return null;
}

/** @param {Given} given @param {ImageFormat} [format] @returns {Shown} */
function contentShown(given, format) {
  /** @type {ContentPicture} */
  const picture = {
    contentType: given["content-type"] ?? "", contentId: given["content-id"] ?? "",
    imageType: given["image-type"] || "image", artworkId: given["artwork-id"] || undefined,
    revision: given["revision"], base: given["base"], format,
  };
  if (given["size"]) return { src: contentImageUrl({ ...picture, size: given["size"] }), srcset: "" };
  const rungs = ladder(picture.contentType, picture.imageType ?? "");
  const rung = rungs.find((width) => width >= WIDE_ENOUGH) ?? rungs.at(-1);
  return {
    src: contentImageUrl({ ...picture, size: rung ? `w${rung}` : "medium" }),
    srcset: rungs.length ? contentSrcset(picture) : "",
  };
}

/** @param {Given} given @param {ImageFormat} [format] @returns {Shown} */
function mediaShown(given, format) {
  /** @type {MediaPicture} */
  const picture = {
    mediaId: given["media-id"] ?? "", revision: given["revision"], base: given["base"], format,
    bg: given["bg"] === "removed" ? "removed" : given["bg"] === "original" ? "original" : undefined,
  };
  const src = mediaImageUrl({ ...picture, size: given["size"] });
  if (given["size"]) return { src, srcset: "" };
  return { src, srcset: mediaSrcset({ ...picture, ...boundless(given), profile: boundedSizes(given["profile"]) }) };
}

/** As large as any size, in the shape that `width` and `height` say: these are the place's, and
 * the picture may be larger. @param {Given} given */
function boundless(given) {
  const [width, height] = [number(given["width"]), number(given["height"])];
  return width && height ? { width: (BOUNDLESS * width) / height, height: BOUNDLESS } : {};
}

/** @param {string | undefined} profile */
const boundedSizes = (profile) =>
  Object.fromEntries(Object.entries(PROFILES[profile ?? "media"] ?? {}).filter(([, box]) => box.width));

/**
 * Width / height, if known before the picture comes.
 * @param {Given} given
 * @returns {number | null}
 */
export function ratioOf(given) {
  const [width, height] = [number(given["width"]), number(given["height"])];
  if (width && height) return width / height;
  const hash = given["placeholder"] && thumbhashRatio(given["placeholder"]);
  return cropOf(given) ?? shapeOf(given) ?? (hash || null);
}

/** @param {Given} given */
function cropOf(given) {
  const box = given["media-id"] && given["size"] ? PROFILES[given["profile"] ?? "media"]?.[given["size"]] : undefined;
  return box?.crops && box.width && box.height ? box.width / box.height : null;
}

/** @param {Given} given @returns {number | null} */
function shapeOf(given) {
  const kind = kindOf(given);
  const shapes = kind === "image" ? SHAPES_OF_IMAGE : SHAPES;
  const word = kind === "image" ? singular(given["content-type"] ?? "") : kind;
  return /** @type {Readonly<Record<string, number>>} */ (shapes)[word] ?? null;
}

/** @param {Given} given */
const kindOf = (given) =>
  given["content-type"] && !given["src"] ? imageTypeOf(given["content-type"], given["image-type"] || "image") : "";

/** @param {string | undefined} text @returns {number | undefined} */
export function number(text) {
  const found = Number(text);
  return found > 0 && Number.isFinite(found) ? found : undefined;
}
