/** One sheet for all elements of the page. Constructed sheets pass the strictest content policy. */
export function sharedSheet(): CSSStyleSheet;
