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
export function contentImageUrl({ contentType, contentId, imageType, artworkId, size, format, revision, base }: ContentPicture & {
    size?: string;
}): string;
/**
 * A title's picture in all widths of its ladder, as `srcset` has them. Nothing is enlarged: with
 * the picture's own `width` the list ends there. A kind without a ladder has its original alone,
 * and nothing while its width is not known.
 * @param {ContentPicture & { width?: number }} picture
 * @returns {string}
 */
export function contentSrcset({ width, ...picture }: ContentPicture & {
    width?: number;
}): string;
/**
 * The address of an application's picture. A size that it does not have is answered by the nearest.
 * @param {MediaPicture & { size?: string }} picture
 * @returns {string}
 */
export function mediaImageUrl({ mediaId, size, format, bg, revision, base }: MediaPicture & {
    size?: string;
}): string;
/**
 * An application's picture in all sizes that keep the whole of it, as `srcset` has them. Their
 * widths follow from the picture's own `width` and `height`; without these there is no list.
 * @param {MediaPicture & { width?: number, height?: number,
 *   profile?: string | Readonly<Record<string, MediaSize>> }} picture `profile` is a built-in one's
 *   name, or the table of one of `SIZE_PROFILES`
 * @returns {string}
 */
export function mediaSrcset({ width, height, profile, ...picture }: MediaPicture & {
    width?: number;
    height?: number;
    profile?: string | Readonly<Record<string, MediaSize>>;
}): string;
/**
 * A title's picture.
 */
export type ContentPicture = {
    /**
     * `series`, `movie`, `episode`, `season`, `person`, or a plural
     */
    contentType: string;
    contentId: number | string;
    /**
     * `poster`, `fanart`, ...; the title's own picture if left out
     */
    imageType?: string | undefined;
    /**
     * of a picture that is not the chosen one
     */
    artworkId?: string | number | undefined;
    /**
     * makes the answer cacheable for ever
     */
    revision?: string | undefined;
    /**
     * left out, `Accept` decides
     */
    format?: ImageFormat | undefined;
    /**
     * where the service is, if not as configured
     */
    base?: string | undefined;
};
/**
 * A picture that an application gave the service.
 */
export type MediaPicture = {
    mediaId: number | string;
    revision?: string | undefined;
    format?: ImageFormat | undefined;
    bg?: "removed" | "original" | undefined;
    base?: string | undefined;
};
import type { MediaSize } from "./words.js";
import type { ImageFormat } from "./words.js";
