/**
 * A title's best artwork, with the languages that are wanted, the most wanted first.
 * @param {{ contentType: string, contentId: number | string, imageType?: string, languages?: readonly string[] }} wanted
 * @param {Asking} [asking]
 * @returns {Promise<BestArtwork>}
 * @throws {TvdbProxyError}
 */
export function fetchBestArtwork({ contentType, contentId, imageType, languages }: {
    contentType: string;
    contentId: number | string;
    imageType?: string;
    languages?: readonly string[];
}, asking?: Asking): Promise<BestArtwork>;
/** @import { SignedAnswer } from "./imgproxy.js" */
/** @typedef {{ base?: string, signal?: AbortSignal, fetch?: typeof globalThis.fetch }} Asking */
/**
 * @typedef {object} ArtworkFacts
 * @property {number} id
 * @property {string} content_type
 * @property {number} content_id
 * @property {string} image_type
 * @property {string | null} language
 * @property {number} score
 * @property {boolean} is_chosen
 * @property {"pending" | "processing" | "ready" | "failed" | "missing"} state
 * @property {string | null} error_code
 * @property {string | null} error
 * @property {string} upstream_url
 * @property {string | null} upstream_thumbnail_url
 * @property {string | null} local_image_url
 * @property {string | null} local_thumbnail_url
 * @property {string | null} storage_path
 * @property {string | null} revision
 * @property {number | null} width
 * @property {number | null} height
 * @property {string | null} format
 * @property {number | null} file_size
 * @property {string | null} dominant_color as `#1a2b3c`
 * @property {string | null} placeholder a ThumbHash in base64
 * @property {string | null} processed_at
 * @property {{ size: string, format: string, width: number, height: number, bytes: number, url: string }[]} variants
 */
/** @typedef {ArtworkFacts & SignedAnswer} Artwork everything that is known of an artwork */
/** @typedef {Artwork & { matched: string, image_url: string, thumbnail_url: string, srcset: string }} BestArtwork */
/**
 * @typedef {object} ImageAnalysis What is known of an application's picture; null is what nobody
 * found out.
 * @property {string | null} [style]
 * @property {string | null} [medium]
 * @property {number | null} [quality_score] 0 to 100
 * @property {readonly string[] | null} [mood_keywords]
 * @property {readonly string[] | null} [brand_colors]
 * @property {readonly (string | { color: string, share?: number })[] | null} [dominant_colors]
 * @property {string | null} [subject_matter]
 * @property {string | null} [detected_text]
 * @property {readonly unknown[] | null} [detected_objects]
 * @property {number | null} [confidence_score]
 * @property {boolean | null} [background_removed]
 * @property {Readonly<Record<string, unknown>> | null} [site_context]
 */
/**
 * @typedef {object} OwnImageFacts
 * @property {string} image_id
 * @property {string} media_id
 * @property {string} status
 * @property {string} url
 * @property {Record<string, string>} urls
 * @property {Record<string, string> | null} background_removed_urls
 * @property {{ dominant_color: string | null, placeholder: string | null,
 *   original_dimensions: { width: number, height: number } } & Record<string, unknown>} metadata
 * @property {ImageAnalysis | null} [analysis]
 * @property {string} revision
 */
/** @typedef {OwnImageFacts & SignedAnswer} OwnImage what an owner is told of a picture */
/** What the service refused, and why: `status` and the stable `code` of its problem document. */
export class TvdbProxyError extends Error {
    /** @param {string} message @param {number} status @param {string} code */
    constructor(message: string, status: number, code: string);
    status: number;
    code: string;
}
export function fetchArtwork(artworkId: number | string, asking?: Asking): Promise<Artwork>;
export function fetchOwnImage(imageId: string, { token, ...asking }: Asking & {
    token: string;
}): Promise<OwnImage>;
export type Asking = {
    base?: string;
    signal?: AbortSignal;
    fetch?: typeof globalThis.fetch;
};
export type ArtworkFacts = {
    id: number;
    content_type: string;
    content_id: number;
    image_type: string;
    language: string | null;
    score: number;
    is_chosen: boolean;
    state: "pending" | "processing" | "ready" | "failed" | "missing";
    error_code: string | null;
    error: string | null;
    upstream_url: string;
    upstream_thumbnail_url: string | null;
    local_image_url: string | null;
    local_thumbnail_url: string | null;
    storage_path: string | null;
    revision: string | null;
    width: number | null;
    height: number | null;
    format: string | null;
    file_size: number | null;
    /**
     * as `#1a2b3c`
     */
    dominant_color: string | null;
    /**
     * a ThumbHash in base64
     */
    placeholder: string | null;
    processed_at: string | null;
    variants: {
        size: string;
        format: string;
        width: number;
        height: number;
        bytes: number;
        url: string;
    }[];
};
/**
 * everything that is known of an artwork
 */
export type Artwork = ArtworkFacts & SignedAnswer;
export type BestArtwork = Artwork & {
    matched: string;
    image_url: string;
    thumbnail_url: string;
    srcset: string;
};
/**
 * What is known of an application's picture; null is what nobody
 * found out.
 */
export type ImageAnalysis = {
    style?: string | null | undefined;
    medium?: string | null | undefined;
    /**
     * 0 to 100
     */
    quality_score?: number | null | undefined;
    mood_keywords?: readonly string[] | null | undefined;
    brand_colors?: readonly string[] | null | undefined;
    dominant_colors?: readonly (string | {
        color: string;
        share?: number;
    })[] | null | undefined;
    subject_matter?: string | null | undefined;
    detected_text?: string | null | undefined;
    detected_objects?: readonly unknown[] | null | undefined;
    confidence_score?: number | null | undefined;
    background_removed?: boolean | null | undefined;
    site_context?: Readonly<Record<string, unknown>> | null | undefined;
};
export type OwnImageFacts = {
    image_id: string;
    media_id: string;
    status: string;
    url: string;
    urls: Record<string, string>;
    background_removed_urls: Record<string, string> | null;
    metadata: {
        dominant_color: string | null;
        placeholder: string | null;
        original_dimensions: {
            width: number;
            height: number;
        };
    } & Record<string, unknown>;
    analysis?: ImageAnalysis | null | undefined;
    revision: string;
};
/**
 * what an owner is told of a picture
 */
export type OwnImage = OwnImageFacts & SignedAnswer;
import type { SignedAnswer } from "./imgproxy.js";
