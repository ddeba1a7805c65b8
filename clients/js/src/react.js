// Hooks and components for React 18 and later. There is nothing to build: no JSX is in here.

import * as React from "react";
import { bindReact } from "./react-with.js";

/** @import { TvdbReact } from "./react-with.js" */

const bound = bindReact(React);

/** @type {TvdbReact["AIAnalysisDisplay"]} */
export const AIAnalysisDisplay = bound.AIAnalysisDisplay;
/** @type {TvdbReact["ContentImage"]} */
export const ContentImage = bound.ContentImage;
/** @type {TvdbReact["MediaBrowser"]} */
export const MediaBrowser = bound.MediaBrowser;
/** @type {TvdbReact["OptimizedImage"]} */
export const OptimizedImage = bound.OptimizedImage;
/** @type {TvdbReact["SmartImage"]} */
export const SmartImage = bound.SmartImage;
/** @type {TvdbReact["TvdbProvider"]} */
export const TvdbProvider = bound.TvdbProvider;
/** @type {TvdbReact["useAnalysis"]} */
export const useAnalysis = bound.useAnalysis;
/** @type {TvdbReact["useArtwork"]} */
export const useArtwork = bound.useArtwork;
/** @type {TvdbReact["useImgproxyUrl"]} */
export const useImgproxyUrl = bound.useImgproxyUrl;
/** @type {TvdbReact["useResponsiveUrls"]} */
export const useResponsiveUrls = bound.useResponsiveUrls;
