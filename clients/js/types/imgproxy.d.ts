/**
 * `/{options}/{source}`: what is signed.
 * @param {string} source
 * @param {ImgproxyOptions} [options]
 * @returns {string}
 */
export function imgproxyPath(source: string, { options, ...named }?: ImgproxyOptions): string;
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
export function generateImgproxyUrl(source: ImgproxySource, options?: ImgproxyOptions, endpoint?: ImgproxyEndpoint): string;
/**
 * Addresses of `thumbnail`, `small`, `medium` and `large`, by these names.
 * @param {ImgproxySource} source
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {Record<ResponsiveName, string>}
 */
export function generateResponsiveUrls(source: ImgproxySource, endpoint?: ImgproxyEndpoint): Record<ResponsiveName, string>;
/**
 * The picture within `width` and `height`, as WebP, or (`webp: false`) negotiated.
 * @param {ImgproxySource} source
 * @param {{ width?: number, height?: number, webp?: boolean, quality?: number }} [options]
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {string}
 */
export function generateOptimizedUrl(source: ImgproxySource, { width, height, webp, quality }?: {
    width?: number;
    height?: number;
    webp?: boolean;
    quality?: number;
}, endpoint?: ImgproxyEndpoint): string;
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
export function generateSrcset(source: ImgproxySource, widths?: readonly number[], { aspectRatio, ...options }?: Omit<ImgproxyOptions, "width"> & {
    aspectRatio?: number;
}, endpoint?: ImgproxyEndpoint): string;
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
}
/** Presets of every service. */
export const PRESETS: readonly string[];
/** Those of them that are one picture in several sizes.
 * @type {readonly ResponsiveName[]} */
export const RESPONSIVE: readonly ResponsiveName[];
/** Widths of a `srcset` where none are given. */
export const WIDTHS: readonly number[];
export function generatePresetUrl(source: ImgproxySource, preset: string, endpoint?: ImgproxyEndpoint): string;
export function generateThumbnailUrl(source: ImgproxySource, size?: number, endpoint?: ImgproxyEndpoint): string;
export function base64url(bytes: Uint8Array): string;
/**
 * Where transforms are, and what signs their addresses.
 */
export type ImgproxyEndpoint = {
    /**
     * as `https://img.example.com/imgproxy`
     */
    url?: string | undefined;
    /**
     * the signature of `/{options}/{source}`; on servers only
     */
    sign?: ((path: string) => string) | undefined;
    /**
     * whether the service answers addresses without a signature
     */
    unsigned?: boolean | undefined;
};
/**
 * What is to be made; what is left out is not mentioned.
 */
export type ImgproxyOptions = {
    /**
     * `thumbnail small medium large hero avatar`, or one of the service's own
     */
    preset?: string | undefined;
    resizingType?: "fill" | "auto" | "fit" | "fill-down" | "force" | "crop" | undefined;
    width?: number | undefined;
    height?: number | undefined;
    enlarge?: boolean | undefined;
    /**
     * `sm ce no so ea we noea nowe soea sowe`, or `fp:x:y`
     */
    gravity?: string | undefined;
    blur?: number | undefined;
    sharpen?: number | undefined;
    brightness?: number | undefined;
    contrast?: number | undefined;
    saturation?: number | undefined;
    grayscale?: boolean | undefined;
    quality?: number | undefined;
    format?: string | undefined;
    /**
     * Unix seconds
     */
    expires?: number | undefined;
    /**
     * further ones as an address has them, as `pd:10/bg:fff`; they win
     */
    options?: string | undefined;
};
/**
 * What the service's answers say of a picture's transforms.
 */
export type SignedAnswer = {
    imgproxy_thumbnail_url?: string | null | undefined;
    imgproxy_responsive_urls?: Readonly<Record<string, string>> | null | undefined;
    imgproxy_preset_urls?: Readonly<Record<string, string>> | null | undefined;
};
/**
 * a source's address, or an answer of the service
 */
export type ImgproxySource = string | SignedAnswer;
export type ResponsiveName = "thumbnail" | "small" | "medium" | "large";
