import type { TvdbImage } from "./element.js";

export * from "./element.js";

declare global {
  interface HTMLElementTagNameMap {
    "tvdb-image": TvdbImage;
  }
}
