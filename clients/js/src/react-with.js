// The components for a React that a page has by other means than imports: a global, another address.

import "./element.js";
import { analysisOf } from "./react-analysis.js";
import { browserOf } from "./react-browser.js";
import { hooksOf } from "./react-hooks.js";
import { imagesOf } from "./react-images.js";

/** @import { FunctionComponent, ReactNode } from "react" */
/** @import { AIAnalysisDisplayProps } from "./react-analysis.js" */
/** @import { MediaBrowserProps } from "./react-browser.js" */
/** @import { Artwork, ImageAnalysis } from "./facts.js" */
/** @import { Asked, LoadAnalysis, PictureSource, TvdbContext } from "./react-hooks.js" */
/** @import { ContentImageProps, OptimizedImageProps, SmartImageProps } from "./react-images.js" */
/** @import { ImgproxyEndpoint, ImgproxyOptions, ResponsiveName } from "./imgproxy.js" */

/**
 * @typedef {object} TvdbReact
 * @property {FunctionComponent<{ value: TvdbContext, children?: ReactNode }>} TvdbProvider
 * @property {FunctionComponent<OptimizedImageProps>} OptimizedImage
 * @property {FunctionComponent<SmartImageProps>} SmartImage
 * @property {FunctionComponent<ContentImageProps>} ContentImage
 * @property {FunctionComponent<AIAnalysisDisplayProps>} AIAnalysisDisplay
 * @property {FunctionComponent<MediaBrowserProps>} MediaBrowser
 * @property {(source: PictureSource, options?: ImgproxyOptions, endpoint?: ImgproxyEndpoint) => string} useImgproxyUrl
 * @property {(source: PictureSource, endpoint?: ImgproxyEndpoint) => Record<ResponsiveName, string>} useResponsiveUrls
 * @property {(artworkId: number | string | null) => Asked<Artwork>} useArtwork
 * @property {(mediaId: number | string | null, load?: LoadAnalysis) => Asked<ImageAnalysis>} useAnalysis
 */

/**
 * Hooks and components of this React.
 * @param {typeof import("react")} React
 * @returns {TvdbReact}
 */
export function bindReact(React) {
  const hooks = hooksOf(React);
  const analysis = analysisOf(React, hooks);
  const images = imagesOf(React, hooks, analysis.AIAnalysisDisplay);

  /**
   * What all components inside share.
   * @param {{ value: TvdbContext, children?: ReactNode }} props
   */
  const TvdbProvider = ({ value, children }) => React.createElement(hooks.Context.Provider, { value }, children);

  return { ...hooks, ...images, ...analysis, ...browserOf(React, images), TvdbProvider };
}
