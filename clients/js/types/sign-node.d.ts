/**
 * What signs `/{options}/{source}`, for `configure({ imgproxy: { url, sign: nodeSigner(...) } })`.
 * @param {import("./sign.js").SigningKey} secret
 * @returns {(path: string) => string}
 */
export function nodeSigner(secret: import("./sign.js").SigningKey): (path: string) => string;
