/**
 * @param {typeof import("react")} React
 * @param {ReturnType<typeof imagesOf>} images
 */
export function browserOf(React: typeof import("react"), { OptimizedImage }: ReturnType<typeof imagesOf>): {
    MediaBrowser: ({ items, view, selected, onSelect, label, className }: MediaBrowserProps) => ReactElement;
};
export type MediaItem = {
    id: number | string;
    title: string;
    /**
     * an address, or an answer of the service, whose placeholder is used
     */
    src: PictureSource;
};
export type MediaBrowserProps = {
    items: readonly MediaItem[];
    view?: "grid" | "list" | undefined;
    selected?: string | number | null | undefined;
    onSelect?: ((item: MediaItem) => void) | undefined;
    /**
     * what is to be chosen
     */
    label?: string | undefined;
    className?: string | undefined;
};
import type { imagesOf } from "./react-images.js";
import type { ReactElement } from "react";
import type { PictureSource } from "./react-hooks.js";
