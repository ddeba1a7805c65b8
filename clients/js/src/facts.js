// What the service tells of pictures, beside the pictures themselves.

import { baseOf } from "./settings.js";

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
  /** @override */
  name = "TvdbProxyError";

  /** @param {string} message @param {number} status @param {string} code */
  constructor(message, status, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Everything that is known of an artwork.
 * @param {number | string} artworkId
 * @param {Asking} [asking]
 * @returns {Promise<Artwork>}
 * @throws {TvdbProxyError}
 */
export const fetchArtwork = (artworkId, asking) =>
  ask(`/api/v1/images/artwork/${encodeURIComponent(String(artworkId))}`, asking);

/**
 * A title's best artwork, with the languages that are wanted, the most wanted first.
 * @param {{ contentType: string, contentId: number | string, imageType?: string, languages?: readonly string[] }} wanted
 * @param {Asking} [asking]
 * @returns {Promise<BestArtwork>}
 * @throws {TvdbProxyError}
 */
export function fetchBestArtwork({ contentType, contentId, imageType, languages = [] }, asking) {
  const words = new URLSearchParams({ ...(imageType && { image_type: imageType }), lang: languages.join(",") });
  const title = [contentType, String(contentId)].map(encodeURIComponent).join("/");
  return ask(`/api/v1/catalogue/${title}/artwork?${words}`, asking);
}

/**
 * What its owner is told of a picture: all sizes, placeholder, analysis.
 * @param {string} imageId
 * @param {Asking & { token: string }} asking `token` is the user's
 * @returns {Promise<OwnImage>}
 * @throws {TvdbProxyError}
 */
export const fetchOwnImage = (imageId, { token, ...asking }) =>
  ask(`/api/v1/images/${encodeURIComponent(imageId)}/all`, asking, { Authorization: `Bearer ${token}` });

/**
 * @param {string} path
 * @param {Asking} [asking]
 * @param {Record<string, string>} [headers]
 */
async function ask(path, { base, signal, fetch = globalThis.fetch } = {}, headers = {}) {
  const reply = await fetch(`${baseOf(base)}${path}`, {
    headers: { Accept: "application/json", ...headers },
    ...(signal && { signal }),
  });
  const body = await reply.json().catch(() => ({}));
  if (reply.ok) return body;
  throw new TvdbProxyError(body.detail ?? body.title ?? `The service said ${reply.status}.`, reply.status, body.code ?? "");
}
