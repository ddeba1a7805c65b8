// Signing with Web Crypto, for servers, edge functions and build scripts.
//
// NEVER IN A PAGE: whoever has the key can have the service make any picture of any source that it
// admits, in any size. What a page imports, its visitors can read.

import { base64url, imgproxyPath } from "./imgproxy.js";
import { endpointOf } from "./settings.js";

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
export function signer(secret) {
  if (typeof document !== "undefined") {
    throw new Error("A key in a page is no secret: sign on your server, and send the page addresses.");
  }
  const { key, salt, size } = readKey(secret);
  const imported = crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (path) => {
    const digest = await crypto.subtle.sign("HMAC", await imported, concatenated(salt, new TextEncoder().encode(path)));
    return base64url(new Uint8Array(digest).slice(0, size));
  };
}

/**
 * The signed address of a picture made of `source`.
 * @param {string} source
 * @param {ImgproxyOptions} options
 * @param {SigningKey & { url?: string }} secret `url` is where transforms are, if not as configured
 * @returns {Promise<string>}
 */
export async function signImgproxyUrl(source, options, { url, ...secret }) {
  const path = imgproxyPath(source, options);
  const there = endpointOf(url === undefined ? undefined : { url });
  return `${there.url}/${await signer(secret)(path)}${path}`;
}

/**
 * The parts of a key, in bytes.
 * @param {SigningKey} secret
 */
export function readKey({ key, salt, signatureSize = 32 }) {
  if (!key || !salt) throw new TypeError("A key needs a salt, and a salt needs a key.");
  if (!Number.isInteger(signatureSize) || signatureSize < 1 || signatureSize > 32) {
    throw new RangeError("A signature has 1 to 32 bytes.");
  }
  return { key: bytesOf(key), salt: bytesOf(salt), size: signatureSize };
}

/** @param {string} hexadecimal */
function bytesOf(hexadecimal) {
  const first = /** @type {string} */ (hexadecimal.split(",")[0]).trim();
  if (!/^(?:[0-9a-f]{2})+$/i.test(first)) {
    throw new TypeError("Key and salt are hexadecimal, as `openssl rand -hex 32` makes them.");
  }
  return Uint8Array.from(first.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function concatenated(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
