// Components that show pictures. Each is a <tvdb-image>, with an <img> inside for pages that are
// read without scripts.

import { planOf } from "./element-plan.js";
import { generateImgproxyUrl, generateSrcset } from "./imgproxy.js";
import { orItself } from "./react-hooks.js";

/** @import { ReactElement, ReactNode, HTMLAttributes } from "react" */
/** @import { ImageAnalysis } from "./facts.js" */
/** @import { ImgproxyEndpoint, ImgproxyOptions } from "./imgproxy.js" */
/** @import { hooksOf, LoadAnalysis, PictureSource } from "./react-hooks.js" */
/** @import { ImageFormat } from "./words.js" */

/**
 * @typedef {object} Common What all pictures take, beside any attribute of an element.
 * @property {string} alt empty for what only decorates
 * @property {number} [width]
 * @property {number} [height]
 * @property {string} [sizes]
 * @property {"lazy" | "eager"} [loading]
 * @property {"high" | "low" | "auto"} [fetchPriority]
 * @property {"cover" | "contain" | "fill" | "none" | "scale-down"} [fit]
 * @property {string} [position]
 * @property {number} [retries]
 * @property {string} [errorText]
 * @property {string} [retryText]
 * @property {boolean} [noRetry]
 * @property {() => void} [onLoad]
 * @property {() => void} [onError]
 * @property {ReactNode} [errorContent] in place of what is shown where the picture did not come
 */
/** @typedef {Common & Omit<HTMLAttributes<HTMLElement>, keyof Common | "placeholder" | "children">} CommonProps */

/**
 * @typedef {object} OptimizedOnly
 * @property {PictureSource} src
 * @property {string} [preset]
 * @property {boolean} [responsive]
 * @property {readonly number[]} [responsiveWidths]
 * @property {boolean | string} [placeholder] `true`: that of `src`, if it is an answer that has one
 * @property {ImageFormat} [format]
 * @property {number} [quality]
 * @property {ImgproxyOptions["resizingType"]} [resizingType]
 * @property {string} [gravity]
 * @property {ImgproxyEndpoint} [endpoint]
 */
/** @typedef {OptimizedOnly & CommonProps} OptimizedImageProps */

/**
 * @typedef {object} SmartOnly
 * @property {number | string} mediaId
 * @property {string} [size]
 * @property {"original" | "removed"} [backgroundOption] of a logo
 * @property {readonly ImageFormat[]} [preferredFormats] left out, the service chooses by `Accept`
 * @property {string} [profile]
 * @property {string} [revision]
 * @property {string} [placeholder] a ThumbHash, or a colour as `#1a2b3c`
 * @property {boolean} [showAIData]
 * @property {ImageAnalysis} [analysis]
 * @property {LoadAnalysis} [loadAnalysis]
 * @property {string} [base]
 */
/** @typedef {SmartOnly & CommonProps} SmartImageProps */

/**
 * @typedef {object} ContentOnly
 * @property {string} contentType
 * @property {number | string} contentId
 * @property {string} [imageType]
 * @property {number | string} [artworkId]
 * @property {string} [size]
 * @property {readonly ImageFormat[]} [preferredFormats]
 * @property {string} [revision]
 * @property {string} [placeholder] a ThumbHash, a colour, or `auto`
 * @property {string} [base]
 */
/** @typedef {ContentOnly & CommonProps} ContentImageProps */

/**
 * @param {typeof import("react")} React
 * @param {ReturnType<typeof hooksOf>} hooks
 * @param {(props: { mediaId: number | string, analysis?: ImageAnalysis, load?: LoadAnalysis }) => ReactElement} Analysis
 */
export function imagesOf(React, hooks, Analysis) {
  const h = React.createElement;

  /**
   * @param {Record<string, string | number | undefined>} given attributes of the element
   * @param {CommonProps} common
   * @returns {ReactElement}
   */
  function useElement(given, { alt, width, height, sizes, loading, fetchPriority, fit, position, retries, errorText, retryText, noRetry, onLoad, onError, errorContent, className, ...rest }) {
    const element = React.useRef(/** @type {HTMLElement | null} */ (null));
    useEvent(element, "load", onLoad);
    useEvent(element, "error", onError);
    const attributes = {
      ...given, alt, width, height, sizes, loading, fetchpriority: fetchPriority, fit, position, retries,
      "error-text": errorText, "retry-text": retryText, "no-retry": noRetry ? "" : undefined,
    };
    // Older Reacts know `class` of such elements, not `className`.
    const own = { ...rest, ...attributes, class: className, ref: element };
    return h("tvdb-image", own, withoutScripts(attributes), errorContent === undefined ? null : h("div", { key: "error", slot: "error" }, errorContent));
  }

  /** @param {Record<string, string | number | undefined>} attributes */
  function withoutScripts(attributes) {
    const words = Object.entries(attributes).map(([name, value]) => [name, value === undefined ? undefined : String(value)]);
    const shown = planOf(Object.fromEntries(words))?.image;
    if (!shown) return null;
    return h("img", {
      key: "img", loading: attributes["loading"] === "eager" ? "eager" : "lazy", alt: String(attributes["alt"]),
      sizes: shown.srcset ? attributes["sizes"] : undefined, srcSet: shown.srcset || undefined, src: shown.src,
    });
  }

  /**
   * @param {{ current: HTMLElement | null }} element
   * @param {string} name
   * @param {(() => void) | undefined} listener
   */
  function useEvent(element, name, listener) {
    React.useEffect(() => {
      const found = element.current;
      if (!found || !listener) return undefined;
      const tell = () => listener();
      found.addEventListener(name, tell);
      return () => found.removeEventListener(name, tell);
    }, [element, name, listener]);
  }

  /**
   * A picture as transforms make it: in one size, by a preset, or in several widths.
   * @param {OptimizedImageProps} props
   * @returns {ReactElement}
   */
  function OptimizedImage({ src, preset, responsive = false, responsiveWidths, placeholder = false, format, quality, resizingType, gravity, endpoint, ...common }) {
    const provided = React.useContext(hooks.Context).endpoint;
    const there = endpoint ?? provided;
    const signed = typeof src !== "string";
    const look = signed ? {} : { format, quality, gravity, resizingType };
    const box = preset ? { preset } : { width: common.width, height: common.height };
    const shape = resizingType ?? (gravity ? "fill" : undefined);
    const made = orItself(src, () => generateImgproxyUrl(src, { ...look, ...box, ...(shape && { resizingType: shape, gravity }) }, there));
    const ratio = common.width && common.height ? common.width / common.height : undefined;
    const srcset = responsive ? orItself("", () => generateSrcset(src, responsiveWidths, { ...look, aspectRatio: ratio }, there)) : "";
    return useElement({ src: made, srcset: srcset || undefined, placeholder: placeholderOf(src, placeholder) }, common);
  }

  /**
   * An application's picture, by its id.
   * @param {SmartImageProps} props
   * @returns {ReactElement}
   */
  function SmartImage({ mediaId, size, backgroundOption, preferredFormats, profile, revision, placeholder, showAIData = false, analysis, loadAnalysis, base, ...common }) {
    const provided = React.useContext(hooks.Context).base;
    const there = base ?? provided;
    const picture = useElement({
      "media-id": mediaId, size, bg: backgroundOption, format: preferredFormats?.join(" "), profile, revision, placeholder, base: there,
    }, common);
    if (!showAIData) return picture;
    return h("figure", { className: "tvdb-figure" }, picture, h("figcaption", null, h(Analysis, { mediaId, analysis, load: loadAnalysis })));
  }

  /**
   * A title's picture.
   * @param {ContentImageProps} props
   * @returns {ReactElement}
   */
  function ContentImage({ contentType, contentId, imageType, artworkId, size, preferredFormats, revision, placeholder, base, ...common }) {
    const provided = React.useContext(hooks.Context).base;
    const there = base ?? provided;
    return useElement({
      "content-type": contentType, "content-id": contentId, "image-type": imageType, "artwork-id": artworkId, size,
      format: preferredFormats?.join(" "), revision, placeholder, base: there,
    }, common);
  }

  return { OptimizedImage, SmartImage, ContentImage };
}

/**
 * @param {PictureSource} source
 * @param {boolean | string} wanted
 * @returns {string | undefined}
 */
function placeholderOf(source, wanted) {
  if (typeof wanted === "string") return wanted;
  if (!wanted || typeof source === "string") return undefined;
  const told = /** @type {Told & { metadata?: Told }} */ (source);
  const facts = told.metadata ?? told;
  return facts.placeholder ?? facts.dominant_color ?? undefined;
}

/** @typedef {{ placeholder?: string | null, dominant_color?: string | null }} Told */
