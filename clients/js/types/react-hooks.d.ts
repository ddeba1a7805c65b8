/** @param {typeof import("react")} React */
export function hooksOf(React: typeof import("react")): {
    Context: import("react").Context<TvdbContext>;
    useImgproxyUrl: (source: PictureSource, options?: ImgproxyOptions, endpoint?: ImgproxyEndpoint) => string;
    useResponsiveUrls: (source: PictureSource, endpoint?: ImgproxyEndpoint) => Record<ResponsiveName, string>;
    useArtwork: (artworkId: number | string | null) => Asked<Artwork>;
    useAnalysis: (mediaId: number | string | null, load?: LoadAnalysis) => Asked<ImageAnalysis>;
};
export function orItself(source: PictureSource, make: () => string): string;
/**
 * Where an answer of the service says that the picture itself is.
 */
export type Addresses = {
    url?: string | null | undefined;
    image_url?: string | null | undefined;
    local_image_url?: string | null | undefined;
    file_url?: string | null | undefined;
};
/**
 * an address, or an answer of the service
 */
export type PictureSource = string | (SignedAnswer & Addresses);
export type LoadAnalysis = (mediaId: string, asking: {
    signal: AbortSignal;
}) => Promise<ImageAnalysis>;
/**
 * what
 * all components below a `TvdbProvider` share
 */
export type TvdbContext = {
    base?: string;
    endpoint?: ImgproxyEndpoint;
    loadAnalysis?: LoadAnalysis;
};
export type Asked<T> = {
    status: "idle" | "loading" | "ready" | "failed";
    data: T | null;
    error: unknown;
};
import type { ImgproxyOptions } from "./imgproxy.js";
import type { ImgproxyEndpoint } from "./imgproxy.js";
import type { ResponsiveName } from "./imgproxy.js";
import type { Artwork } from "./facts.js";
import type { ImageAnalysis } from "./facts.js";
import type { SignedAnswer } from "./imgproxy.js";
