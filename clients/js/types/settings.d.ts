/**
 * Say where the service is, once, before the first picture. What is not named stays as it was.
 * @param {ClientSettings} settings
 */
export function configure(settings: ClientSettings): void;
/**
 * @param {ImgproxyEndpoint} [endpoint]
 * @returns {ImgproxyEndpoint & { url: string }}
 */
export function endpointOf(endpoint?: ImgproxyEndpoint): ImgproxyEndpoint & {
    url: string;
};
export function baseOf(base?: string): string;
/**
 * `base` is the service's
 * address without a slash at its end, empty for that of the page
 */
export type ClientSettings = {
    base?: string;
    imgproxy?: ImgproxyEndpoint;
};
import type { ImgproxyEndpoint } from "./imgproxy.js";
