// Addresses of pictures, and what is known of them. Nothing here touches a page: the element is in
// element.js, React's components in react.js.

export * from "./addresses.js";
export * from "./facts.js";
export * from "./imgproxy.js";
export { configure } from "./settings.js";
export { thumbhashPixels, thumbhashRatio } from "./thumbhash.js";
export { imageTypeOf, ladder, MAIN_IMAGE, MEDIA_TYPE_MAPPING, PROFILES, singular } from "./words.js";
