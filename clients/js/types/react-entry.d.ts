import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { TvdbImage } from "./element-entry.js";

export * from "./react.js";

/** The attributes of `<tvdb-image>`, for JSX. */
export interface TvdbImageAttributes extends HTMLAttributes<TvdbImage> {
  class?: string;
  "content-type"?: string;
  "content-id"?: number | string;
  "image-type"?: string;
  "artwork-id"?: number | string;
  "media-id"?: number | string;
  profile?: string;
  src?: string;
  srcset?: string;
  size?: string;
  sizes?: string;
  format?: string;
  bg?: "original" | "removed";
  revision?: string;
  base?: string;
  width?: number | string;
  height?: number | string;
  fit?: "cover" | "contain" | "fill" | "none" | "scale-down";
  position?: string;
  alt?: string;
  loading?: "lazy" | "eager";
  fetchpriority?: "high" | "low" | "auto";
  placeholder?: string;
  retries?: number | string;
  "no-retry"?: "" | undefined;
  "error-text"?: string;
  "retry-text"?: string;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "tvdb-image": DetailedHTMLProps<TvdbImageAttributes, TvdbImage>;
    }
  }
}
