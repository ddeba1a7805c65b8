// The addresses of pictures, and of all their widths for `srcset`.

import { baseOf } from "./settings.js";
import { ladder, PROFILES } from "./words.js";

/** @import { ImageFormat } from "./words.js" */
/** @import { MediaSize } from "./words.js" */

/**
 * @typedef {object} ContentPicture A title's picture.
 * @property {string} contentType `series`, `movie`, `episode`, `season`, `person`, or a plural
 * @property {number | string} contentId
 * @property {string} [imageType] `poster`, `fanart`, ...; the title's own picture if left out
 * @property {number | string} [artworkId] of a picture that is not the chosen one
 * @property {string} [revision] makes the answer cacheable for ever
 * @property {ImageFormat} [format] left out, `Accept` decides
 * @property {string} [base] where the service is, if not as configured
 */

/**
 * @typedef {object} MediaPicture A picture that an application gave the service.
 * @property {number | string} mediaId
 * @property {string} [revision]
 * @property {ImageFormat} [format]
 * @property {"original" | "removed"} [bg]
 * @property {string} [base]
 */

/**
 * The address of a title's picture in one size: `original large medium small thumbnail`, or a
 * width of its ladder as `w342`.
 * @param {ContentPicture & { size?: string }} picture
 * @returns {string}
 */
export function contentImageUrl({ contentType, contentId, imageType = "image", artworkId, size = "medium", format, revision, base }) {
  const file = format ? `${size}.${extension(format)}` : size;
  const parts = [contentType, contentId, imageType, ...(artworkId === undefined ? [] : [artworkId]), file];
  const path = parts.map((part) => encodeURIComponent(String(part))).join("/");
  return `${baseOf(base)}/images/${path}${query({ v: revision })}`;
}

/**
 * A title's picture in all widths of its ladder, as `srcset` has them. Nothing is enlarged: with
 * the picture's own `width` the list ends there. A kind without a ladder has its original alone,
 * and nothing while its width is not known.
 * @param {ContentPicture & { width?: number }} picture
 * @returns {string}
 */
export function contentSrcset({ width, ...picture }) {
  const rungs = ladder(picture.contentType, picture.imageType ?? "image");
  const address = (/** @type {string} */ size) => contentImageUrl({ ...picture, size });
  if (!rungs.length) return width ? `${address("original")} ${width}w` : "";
  const enough = width ? rungs.findIndex((rung) => rung >= width) : -1;
  const shown = enough < 0 ? rungs : rungs.slice(0, enough + 1);
  return shown.map((rung) => `${address(`w${rung}`)} ${Math.min(rung, width || rung)}w`).join(", ");
}

/**
 * The address of an application's picture. A size that it does not have is answered by the nearest.
 * @param {MediaPicture & { size?: string }} picture
 * @returns {string}
 */
export function mediaImageUrl({ mediaId, size, format, bg, revision, base }) {
  const told = query({ size, format: format === "jpg" ? "jpeg" : format, bg, v: revision });
  return `${baseOf(base)}/api/images/${encodeURIComponent(String(mediaId))}${told}`;
}

/**
 * An application's picture in all sizes that keep the whole of it, as `srcset` has them. Their
 * widths follow from the picture's own `width` and `height`; without these there is no list.
 * @param {MediaPicture & { width?: number, height?: number,
 *   profile?: string | Readonly<Record<string, MediaSize>> }} picture `profile` is a built-in one's
 *   name, or the table of one of `SIZE_PROFILES`
 * @returns {string}
 */
export function mediaSrcset({ width, height, profile = "media", ...picture }) {
  if (!width || !height) return "";
  const table = typeof profile === "string" ? PROFILES[profile] : profile;
  if (!table) throw new RangeError(`There is no profile ${JSON.stringify(profile)}.`);
  /** @type {Map<number, string>} */
  const widths = new Map();
  for (const [size, box] of Object.entries(table)) {
    const wide = widthIn(box, width, height);
    if (!box.crops && !widths.has(wide)) widths.set(wide, size);
  }
  const ascending = [...widths].sort(([one], [other]) => one - other);
  return ascending.map(([wide, size]) => `${mediaImageUrl({ ...picture, size })} ${wide}w`).join(", ");
}

/** @param {MediaSize} box @param {number} width @param {number} height */
function widthIn(box, width, height) {
  const scale = Math.min(1, (box.width ?? Infinity) / width, (box.height ?? Infinity) / height);
  return Math.max(1, Math.round(width * scale));
}

/** @param {ImageFormat} format */
const extension = (format) => (format === "jpeg" ? "jpg" : format);

/** @param {Record<string, string | undefined>} words */
function query(words) {
  const told = Object.entries(words).filter(([, value]) => value);
  const text = told.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
  return text && `?${text}`;
}
