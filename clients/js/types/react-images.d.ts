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
export function imagesOf(React: typeof import("react"), hooks: ReturnType<typeof hooksOf>, Analysis: (props: {
    mediaId: number | string;
    analysis?: ImageAnalysis;
    load?: LoadAnalysis;
}) => ReactElement): {
    OptimizedImage: ({ src, preset, responsive, responsiveWidths, placeholder, format, quality, resizingType, gravity, endpoint, ...common }: OptimizedImageProps) => ReactElement;
    SmartImage: ({ mediaId, size, backgroundOption, preferredFormats, profile, revision, placeholder, showAIData, analysis, loadAnalysis, base, ...common }: SmartImageProps) => ReactElement;
    ContentImage: ({ contentType, contentId, imageType, artworkId, size, preferredFormats, revision, placeholder, base, ...common }: ContentImageProps) => ReactElement;
};
/**
 * What all pictures take, beside any attribute of an element.
 */
export type Common = {
    /**
     * empty for what only decorates
     */
    alt: string;
    width?: number | undefined;
    height?: number | undefined;
    sizes?: string | undefined;
    loading?: "eager" | "lazy" | undefined;
    fetchPriority?: "auto" | "high" | "low" | undefined;
    fit?: "fill" | "none" | "contain" | "cover" | "scale-down" | undefined;
    position?: string | undefined;
    retries?: number | undefined;
    errorText?: string | undefined;
    retryText?: string | undefined;
    noRetry?: boolean | undefined;
    onLoad?: (() => void) | undefined;
    onError?: (() => void) | undefined;
    /**
     * in place of what is shown where the picture did not come
     */
    errorContent?: ReactNode;
};
export type CommonProps = Common & Omit<HTMLAttributes<HTMLElement>, keyof Common | "placeholder" | "children">;
export type OptimizedOnly = {
    src: PictureSource;
    preset?: string | undefined;
    responsive?: boolean | undefined;
    responsiveWidths?: readonly number[] | undefined;
    /**
     * `true`: that of `src`, if it is an answer that has one
     */
    placeholder?: string | boolean | undefined;
    format?: ImageFormat | undefined;
    quality?: number | undefined;
    resizingType?: ImgproxyOptions["resizingType"];
    gravity?: string | undefined;
    endpoint?: ImgproxyEndpoint | undefined;
};
export type OptimizedImageProps = OptimizedOnly & CommonProps;
export type SmartOnly = {
    mediaId: number | string;
    size?: string | undefined;
    /**
     * of a logo
     */
    backgroundOption?: "removed" | "original" | undefined;
    /**
     * left out, the service chooses by `Accept`
     */
    preferredFormats?: readonly ImageFormat[] | undefined;
    profile?: string | undefined;
    revision?: string | undefined;
    /**
     * a ThumbHash, or a colour as `#1a2b3c`
     */
    placeholder?: string | undefined;
    showAIData?: boolean | undefined;
    analysis?: ImageAnalysis | undefined;
    loadAnalysis?: LoadAnalysis | undefined;
    base?: string | undefined;
};
export type SmartImageProps = SmartOnly & CommonProps;
export type ContentOnly = {
    contentType: string;
    contentId: number | string;
    imageType?: string | undefined;
    artworkId?: string | number | undefined;
    size?: string | undefined;
    preferredFormats?: readonly ImageFormat[] | undefined;
    revision?: string | undefined;
    /**
     * a ThumbHash, a colour, or `auto`
     */
    placeholder?: string | undefined;
    base?: string | undefined;
};
export type ContentImageProps = ContentOnly & CommonProps;
export type Told = {
    placeholder?: string | null;
    dominant_color?: string | null;
};
import type { hooksOf } from "./react-hooks.js";
import type { ImageAnalysis } from "./facts.js";
import type { LoadAnalysis } from "./react-hooks.js";
import type { ReactElement } from "react";
import type { ReactNode } from "react";
import type { HTMLAttributes } from "react";
import type { PictureSource } from "./react-hooks.js";
import type { ImageFormat } from "./words.js";
import type { ImgproxyOptions } from "./imgproxy.js";
import type { ImgproxyEndpoint } from "./imgproxy.js";
