// What is the same for all pictures of a page: where the service is, and who signs.

/** @import { ImgproxyEndpoint } from "./imgproxy.js" */
/** @typedef {{ base?: string, imgproxy?: ImgproxyEndpoint }} ClientSettings `base` is the service's
 * address without a slash at its end, empty for that of the page */

/** Loaded from a service, this module knows where it is; in a bundle it is on the page's host. */
const CAME_FROM = /^(https?:\/\/.*)\/clients\/js\/[^/]+$/.exec(import.meta.url)?.[1] ?? "";

/** @type {{ base: string, imgproxy: ImgproxyEndpoint }} */
const now = { base: CAME_FROM, imgproxy: {} };

/**
 * Say where the service is, once, before the first picture. What is not named stays as it was.
 * @param {ClientSettings} settings
 */
export function configure(settings) {
  if (settings.base !== undefined) now.base = settings.base;
  if (settings.imgproxy !== undefined) now.imgproxy = settings.imgproxy;
}

/**
 * The beginning of addresses: what is given, or what was configured.
 * @param {string} [base]
 * @returns {string}
 */
export const baseOf = (base) => (base ?? now.base).replace(/\/+$/, "");

/**
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {ImgproxyEndpoint & { url: string }}
 */
export function endpointOf(endpoint) {
  const found = endpoint ?? now.imgproxy;
  return { ...found, url: (found.url ?? `${baseOf()}/imgproxy`).replace(/\/+$/, "") };
}
