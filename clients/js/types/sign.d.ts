/** @import { ImgproxyOptions } from "./imgproxy.js" */
/**
 * @typedef {object} SigningKey
 * @property {string} key `IMGPROXY_KEY`, hexadecimal; of a list with commas the first one signs
 * @property {string} salt `IMGPROXY_SALT`, likewise
 * @property {number} [signatureSize] `IMGPROXY_SIGNATURE_SIZE`, in bytes: 1 to 32
 */
/**
 * What signs `/{options}/{source}`. Refuses to work in a page.
 * @param {SigningKey} secret
 * @returns {(path: string) => Promise<string>}
 */
export function signer(secret: SigningKey): (path: string) => Promise<string>;
/**
 * The signed address of a picture made of `source`.
 * @param {string} source
 * @param {ImgproxyOptions} options
 * @param {SigningKey & { url?: string }} secret `url` is where transforms are, if not as configured
 * @returns {Promise<string>}
 */
export function signImgproxyUrl(source: string, options: ImgproxyOptions, { url, ...secret }: SigningKey & {
    url?: string;
}): Promise<string>;
/**
 * The parts of a key, in bytes.
 * @param {SigningKey} secret
 */
export function readKey({ key, salt, signatureSize }: SigningKey): {
    key: Uint8Array<ArrayBuffer>;
    salt: Uint8Array<ArrayBuffer>;
    size: number;
};
export type SigningKey = {
    /**
     * `IMGPROXY_KEY`, hexadecimal; of a list with commas the first one signs
     */
    key: string;
    /**
     * `IMGPROXY_SALT`, likewise
     */
    salt: string;
    /**
     * `IMGPROXY_SIGNATURE_SIZE`, in bytes: 1 to 32
     */
    signatureSize?: number | undefined;
};
import type { ImgproxyOptions } from "./imgproxy.js";
