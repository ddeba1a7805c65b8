// The service's tables, as it has them: kinds of pictures, widths, sizes. Its tests compare them.

/** @typedef {"series" | "movie" | "episode" | "season" | "person"} ContentType */
/** @typedef {"avif" | "webp" | "jpeg" | "jpg" | "png"} ImageFormat */
/** @typedef {{ width?: number, height?: number, crops?: boolean }} MediaSize a size's box; a side
 * that is left out is free */

/** What a title's own picture is: `image` and `thumbnail` mean this one.
 * @type {Readonly<Record<string, string>>} */
export const MAIN_IMAGE = Object.freeze({
  series: "poster", movie: "poster", season: "poster", episode: "image", person: "image",
});

/** @type {Readonly<Record<string, ContentType>>} */
const SINGULARS = Object.freeze({ movies: "movie", episodes: "episode", seasons: "season", people: "person" });

const LOGO = Object.freeze([154, 300, 500, 800]);
const NONE = Object.freeze(/** @type {number[]} */ ([]));

/** @type {Readonly<Record<string, readonly number[]>>} */
const BY_IMAGE_TYPE = Object.freeze({
  poster: [92, 154, 185, 342, 500, 780],
  fanart: [300, 780, 1280, 1920],
  banner: [380, 758],
  clearlogo: LOGO,
  clearart: LOGO,
  icon: LOGO,
});

/** @type {Readonly<Record<string, readonly number[]>>} */
const OF_IMAGE = Object.freeze({ person: [45, 185, 300], episode: [92, 185, 300, 640] });

/** Sizes of applications' pictures, by profile.
 * @type {Readonly<Record<string, Readonly<Record<string, MediaSize>>>>} */
export const PROFILES = Object.freeze({
  media: {
    thumbnail: { width: 300, height: 300, crops: true },
    small: { width: 480, height: 480 },
    grid: { width: 500, height: 500 },
    detail: { width: 1200, height: 1200 },
    header: { width: 1920, height: 600, crops: true },
    zoom: { width: 2400, height: 2400 },
  },
  upload: { thumbnail: { width: 150 }, medium: { width: 600 }, large: { width: 1200 }, original: { width: 4096 } },
  presigned: {
    thumbnail: { width: 300, height: 300 },
    medium: { width: 800, height: 600 },
    large: { width: 1920, height: 1080 },
    original: {},
  },
});

/** What the fields of an upload form are for, as the pending queue sorts them.
 * @type {Readonly<Record<string, "product" | "profile" | "event" | "logo" | "sites">>} */
export const MEDIA_TYPE_MAPPING = Object.freeze({
  profile_image: "profile",
  header_image: "profile",
  logo_image: "logo",
  site_image: "sites",
  product_image: "product",
  event_image: "event",
});

/**
 * The content type in the singular, as tables have it: `people` is `person`.
 * @param {string} word
 * @returns {string}
 */
export const singular = (word) => SINGULARS[word] ?? word;

/**
 * The image type that a word means: `thumbnail` of a series is its poster.
 * @param {string} contentType
 * @param {string} word
 * @returns {string}
 */
export function imageTypeOf(contentType, word) {
  const own = word === "image" || word === "thumbnail";
  return own ? (MAIN_IMAGE[singular(contentType)] ?? word) : word;
}

/**
 * The widths, ascending, in which the service makes such a picture; empty where there is no ladder.
 * @param {string} contentType
 * @param {string} imageType
 * @returns {readonly number[]}
 */
export function ladder(contentType, imageType) {
  const kind = imageTypeOf(contentType, imageType);
  const table = kind === "image" ? OF_IMAGE[singular(contentType)] : BY_IMAGE_TYPE[kind];
  return table ?? NONE;
}
