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
export function bindReact(React: typeof import("react")): TvdbReact;
export type TvdbReact = {
    TvdbProvider: FunctionComponent<{
        value: TvdbContext;
        children?: ReactNode;
    }>;
    OptimizedImage: FunctionComponent<OptimizedImageProps>;
    SmartImage: FunctionComponent<SmartImageProps>;
    ContentImage: FunctionComponent<ContentImageProps>;
    AIAnalysisDisplay: FunctionComponent<AIAnalysisDisplayProps>;
    MediaBrowser: FunctionComponent<MediaBrowserProps>;
    useImgproxyUrl: (source: PictureSource, options?: ImgproxyOptions, endpoint?: ImgproxyEndpoint) => string;
    useResponsiveUrls: (source: PictureSource, endpoint?: ImgproxyEndpoint) => Record<ResponsiveName, string>;
    useArtwork: (artworkId: number | string | null) => Asked<Artwork>;
    useAnalysis: (mediaId: number | string | null, load?: LoadAnalysis) => Asked<ImageAnalysis>;
};
import type { TvdbContext } from "./react-hooks.js";
import type { ReactNode } from "react";
import type { FunctionComponent } from "react";
import type { OptimizedImageProps } from "./react-images.js";
import type { SmartImageProps } from "./react-images.js";
import type { ContentImageProps } from "./react-images.js";
import type { AIAnalysisDisplayProps } from "./react-analysis.js";
import type { MediaBrowserProps } from "./react-browser.js";
import type { PictureSource } from "./react-hooks.js";
import type { ImgproxyOptions } from "./imgproxy.js";
import type { ImgproxyEndpoint } from "./imgproxy.js";
import type { ResponsiveName } from "./imgproxy.js";
import type { Artwork } from "./facts.js";
import type { Asked } from "./react-hooks.js";
import type { LoadAnalysis } from "./react-hooks.js";
import type { ImageAnalysis } from "./facts.js";
