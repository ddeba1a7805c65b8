// Signing at once instead of in a promise, as rendering on a server needs it: Node, Bun, Deno.

import { createHmac } from "node:crypto";
import { readKey } from "./sign.js";

/**
 * What signs `/{options}/{source}`, for `configure({ imgproxy: { url, sign: nodeSigner(...) } })`.
 * @param {import("./sign.js").SigningKey} secret
 * @returns {(path: string) => string}
 */
export function nodeSigner(secret) {
  const { key, salt, size } = readKey(secret);
  return (path) => createHmac("sha256", key).update(salt).update(path).digest()
    .subarray(0, size).toString("base64url");
}
