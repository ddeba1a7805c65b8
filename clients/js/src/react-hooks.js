// What components ask for, in React's terms. All of it works on a server, in StrictMode, and stops
// asking when a component goes.

import { fetchArtwork } from "./facts.js";
import { generateImgproxyUrl, generateResponsiveUrls, ImgproxyError, RESPONSIVE } from "./imgproxy.js";

/** @import { Artwork, ImageAnalysis } from "./facts.js" */
/** @import { ImgproxyEndpoint, ImgproxyOptions, ResponsiveName, SignedAnswer } from "./imgproxy.js" */

/**
 * @typedef {object} Addresses Where an answer of the service says that the picture itself is.
 * @property {string | null} [url]
 * @property {string | null} [image_url]
 * @property {string | null} [local_image_url]
 * @property {string | null} [file_url]
 */
/** @typedef {string | (SignedAnswer & Addresses)} PictureSource an address, or an answer of the service */
/** @typedef {(mediaId: string, asking: { signal: AbortSignal }) => Promise<ImageAnalysis>} LoadAnalysis */
/** @typedef {{ base?: string, endpoint?: ImgproxyEndpoint, loadAnalysis?: LoadAnalysis }} TvdbContext what
 * all components below a `TvdbProvider` share */

/**
 * @template T
 * @typedef {{ status: "idle" | "loading" | "ready" | "failed", data: T | null, error: unknown }} Asked
 */

/** @type {Asked<never>} */
const IDLE = Object.freeze({ status: "idle", data: null, error: null });
/** @type {Asked<never>} */
const LOADING = Object.freeze({ status: "loading", data: null, error: null });

/** @param {typeof import("react")} React */
export function hooksOf(React) {
  const Context = React.createContext(/** @type {TvdbContext} */ ({}));

  /**
   * The answer to a question that has this key; null asks nothing.
   * @template T
   * @param {string | null} key
   * @param {(signal: AbortSignal) => Promise<T>} ask
   * @returns {Asked<T>}
   */
  function useAsked(key, ask) {
    const [found, setFound] = React.useState(/** @type {Asked<T> & { key: string | null }} */ ({ ...IDLE, key: null }));
    const latest = React.useRef(ask);
    React.useEffect(() => {
      latest.current = ask;
    });
    React.useEffect(() => {
      if (key === null) return undefined;
      const stop = new AbortController();
      const settle = (/** @type {Asked<T>} */ answer) => {
        if (!stop.signal.aborted) setFound({ ...answer, key });
      };
      Promise.resolve().then(() => latest.current(stop.signal)).then(
        (data) => settle({ status: "ready", data, error: null }),
        (error) => settle({ status: "failed", data: null, error }),
      );
      return () => stop.abort();
    }, [key]);
    if (key === null) return IDLE;
    return found.key === key ? found : LOADING;
  }

  /**
   * The address of a transformed picture; that of the picture itself where none can be had.
   * @param {PictureSource} source
   * @param {ImgproxyOptions} [options]
   * @param {ImgproxyEndpoint} [endpoint]
   * @returns {string}
   */
  function useImgproxyUrl(source, options = {}, endpoint) {
    const there = React.useContext(Context).endpoint;
    return orItself(source, () => generateImgproxyUrl(source, options, endpoint ?? there));
  }

  /**
   * Addresses of `thumbnail`, `small`, `medium`, `large`, likewise.
   * @param {PictureSource} source
   * @param {ImgproxyEndpoint} [endpoint]
   * @returns {Record<ResponsiveName, string>}
   */
  function useResponsiveUrls(source, endpoint) {
    const there = React.useContext(Context).endpoint;
    const itself = itselfOf(source);
    return orElse(
      () => generateResponsiveUrls(source, endpoint ?? there),
      /** @type {Record<ResponsiveName, string>} */ (Object.fromEntries(RESPONSIVE.map((name) => [name, itself]))),
    );
  }

  /**
   * Everything that is known of an artwork; null asks nothing.
   * @param {number | string | null} artworkId
   * @returns {Asked<Artwork>}
   */
  function useArtwork(artworkId) {
    const { base } = React.useContext(Context);
    return useAsked(artworkId === null ? null : `${base} ${artworkId}`, (signal) =>
      fetchArtwork(/** @type {number | string} */ (artworkId), { signal, base }));
  }

  /**
   * What is known of an application's picture, as `load` tells, or the provider's `loadAnalysis`;
   * null asks nothing.
   * @param {number | string | null} mediaId
   * @param {LoadAnalysis} [load]
   * @returns {Asked<ImageAnalysis>}
   */
  function useAnalysis(mediaId, load) {
    const provided = React.useContext(Context).loadAnalysis;
    const ask = load ?? provided;
    return useAsked(ask && mediaId !== null ? String(mediaId) : null, (signal) =>
      /** @type {LoadAnalysis} */ (ask)(String(mediaId), { signal }));
  }

  return { Context, useImgproxyUrl, useResponsiveUrls, useArtwork, useAnalysis };
}

/**
 * The address that `make` makes, or where nothing signs that of the picture as it is.
 * @param {PictureSource} source
 * @param {() => string} make
 */
export const orItself = (source, make) => orElse(make, itselfOf(source));

/**
 * @template T
 * @param {() => T} make
 * @param {T} otherwise
 * @returns {T}
 */
function orElse(make, otherwise) {
  try {
    return make();
  } catch (error) {
    if (error instanceof ImgproxyError) return otherwise;
    throw error;
  }
}

/** @param {PictureSource} source */
function itselfOf(source) {
  if (typeof source === "string") return source;
  return source.image_url ?? source.url ?? source.local_image_url ?? source.file_url ?? "";
}
