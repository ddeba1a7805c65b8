// A wall or a list of pictures to choose from.

/** @import { ReactElement } from "react" */
/** @import { PictureSource } from "./react-hooks.js" */
/** @import { imagesOf } from "./react-images.js" */

/**
 * @typedef {object} MediaItem
 * @property {number | string} id
 * @property {string} title
 * @property {PictureSource} src an address, or an answer of the service, whose placeholder is used
 */
/**
 * @typedef {object} MediaBrowserProps
 * @property {readonly MediaItem[]} items
 * @property {"grid" | "list"} [view]
 * @property {number | string | null} [selected]
 * @property {(item: MediaItem) => void} [onSelect]
 * @property {string} [label] what is to be chosen
 * @property {string} [className]
 */

const SIDES = Object.freeze({ grid: 200, list: 48 });

/**
 * @param {typeof import("react")} React
 * @param {ReturnType<typeof imagesOf>} images
 */
export function browserOf(React, { OptimizedImage }) {
  const h = React.createElement;

  /**
   * Squares of 200 pixels side by side, or of 48 beside their names. Each is a button.
   * @param {MediaBrowserProps} props
   * @returns {ReactElement}
   */
  function MediaBrowser({ items, view = "grid", selected = null, onSelect, label = "Pictures", className = "" }) {
    const side = SIDES[view];
    const entries = items.map((item) => h("li", { key: item.id }, h("button",
      { type: "button", "aria-pressed": item.id === selected, onClick: () => onSelect?.(item) },
      h(OptimizedImage, { src: item.src, alt: "", width: side, height: side, gravity: "sm", placeholder: true }),
      h("span", null, item.title),
    )));
    return h("ul", { className: `tvdb-media-browser ${view} ${className}`.trim(), "aria-label": label }, ...entries);
  }

  return { MediaBrowser };
}
