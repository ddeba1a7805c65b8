/**
 * The image type that a word means: `thumbnail` of a series is its poster.
 * @param {string} contentType
 * @param {string} word
 * @returns {string}
 */
export function imageTypeOf(contentType: string, word: string): string;
/**
 * The widths, ascending, in which the service makes such a picture; empty where there is no ladder.
 * @param {string} contentType
 * @param {string} imageType
 * @returns {readonly number[]}
 */
export function ladder(contentType: string, imageType: string): readonly number[];
/** @typedef {"series" | "movie" | "episode" | "season" | "person"} ContentType */
/** @typedef {"avif" | "webp" | "jpeg" | "jpg" | "png"} ImageFormat */
/** @typedef {{ width?: number, height?: number, crops?: boolean }} MediaSize a size's box; a side
 * that is left out is free */
/** What a title's own picture is: `image` and `thumbnail` mean this one.
 * @type {Readonly<Record<string, string>>} */
export const MAIN_IMAGE: Readonly<Record<string, string>>;
/** Sizes of applications' pictures, by profile.
 * @type {Readonly<Record<string, Readonly<Record<string, MediaSize>>>>} */
export const PROFILES: Readonly<Record<string, Readonly<Record<string, MediaSize>>>>;
/** What the fields of an upload form are for, as the pending queue sorts them.
 * @type {Readonly<Record<string, "product" | "profile" | "event" | "logo" | "sites">>} */
export const MEDIA_TYPE_MAPPING: Readonly<Record<string, "product" | "profile" | "event" | "logo" | "sites">>;
export function singular(word: string): string;
export type ContentType = "series" | "movie" | "episode" | "season" | "person";
export type ImageFormat = "avif" | "webp" | "jpeg" | "jpg" | "png";
/**
 * a size's box; a side
 * that is left out is free
 */
export type MediaSize = {
    width?: number;
    height?: number;
    crops?: boolean;
};
