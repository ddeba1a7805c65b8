// A ThumbHash as pixels. It has the first few waves of a picture's lightness, of two differences of
// colours, and of alpha: a constant for each, then so many amplitudes of 4 bits.
// https://evanw.github.io/thumbhash/

/** @typedef {{ width: number, height: number, rgba: Uint8ClampedArray<ArrayBuffer> }} Pixels */
/** @typedef {{ across: number, down: number, constant: number, waves: number[] }} Channel */

const LONGER_SIDE = 32;

/**
 * The pixels of a ThumbHash in base64, or null of what is none.
 * @param {string} text
 * @returns {Pixels | null}
 */
export function thumbhashPixels(text) {
  const bytes = bytesOf(text);
  const head = bytes && headOf(bytes);
  if (!bytes || !head) return null;
  const read = reader(bytes, head.hasAlpha ? 12 : 10);
  const light = read(head.across, head.down, head.light, head.lightScale);
  const blueYellow = read(3, 3, head.p, head.pScale * 1.25);
  const redGreen = read(3, 3, head.q, head.qScale * 1.25);
  const alpha = head.hasAlpha ? read(5, 5, head.alpha, head.alphaScale) : null;
  if (!light || !blueYellow || !redGreen || (head.hasAlpha && !alpha)) return null;
  return painted(head.ratio, light, blueYellow, redGreen, alpha);
}

/**
 * Width divided by height, roughly, or null of what is no ThumbHash.
 * @param {string} text
 * @returns {number | null}
 */
export function thumbhashRatio(text) {
  const bytes = bytesOf(text);
  return (bytes && headOf(bytes)?.ratio) ?? null;
}

/** @param {string} text */
function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes */
function headOf(bytes) {
  const at = (/** @type {number} */ place) => bytes[place] ?? 0;
  const first = at(0) | (at(1) << 8) | (at(2) << 16);
  const second = at(3) | (at(4) << 8);
  const hasAlpha = Boolean(first >> 23);
  if (bytes.length < (hasAlpha ? 6 : 5)) return null;
  const wide = Boolean(second >> 15);
  const most = hasAlpha ? 5 : 7;
  const other = second & 7;
  if (!other) return null;
  return {
    hasAlpha,
    ratio: wide ? most / other : other / most,
    across: Math.max(3, wide ? most : other),
    down: Math.max(3, wide ? other : most),
    light: (first & 63) / 63,
    p: ((first >> 6) & 63) / 31.5 - 1,
    q: ((first >> 12) & 63) / 31.5 - 1,
    lightScale: ((first >> 18) & 31) / 31,
    pScale: ((second >> 3) & 63) / 63,
    qScale: ((second >> 9) & 63) / 63,
    alpha: hasAlpha ? (at(5) & 15) / 15 : 1,
    alphaScale: hasAlpha ? (at(5) >> 4) / 15 : 0,
  };
}

/**
 * Reads channels one after the other, from the given half byte on.
 * @param {Uint8Array} bytes
 * @param {number} next
 */
function reader(bytes, next) {
  /** @param {number} across @param {number} down @param {number} constant @param {number} scale
   * @returns {Channel | null} */
  return (across, down, constant, scale) => {
    const waves = [];
    for (let y = 0; y < down; y++) {
      for (let x = y ? 0 : 1; x * down < across * (down - y); x++) {
        const byte = bytes[next >> 1];
        if (byte === undefined) return null;
        waves.push(((((byte >> ((next & 1) * 4)) & 15) / 7.5) - 1) * scale);
        next++;
      }
    }
    return { across, down, constant, waves };
  };
}

/**
 * @param {number} ratio
 * @param {Channel} light @param {Channel} blueYellow @param {Channel} redGreen @param {Channel | null} alpha
 * @returns {Pixels}
 */
function painted(ratio, light, blueYellow, redGreen, alpha) {
  const width = Math.round(ratio > 1 ? LONGER_SIDE : LONGER_SIDE * ratio);
  const height = Math.round(ratio > 1 ? LONGER_SIDE / ratio : LONGER_SIDE);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x + 0.5) / width, (y + 0.5) / height];
      const [l, p, q] = [at(light, u, v), at(blueYellow, u, v), at(redGreen, u, v)];
      const blue = l - (2 / 3) * p;
      const red = (3 * l - blue + q) / 2;
      const colour = [red, red - q, blue, alpha ? at(alpha, u, v) : 1];
      rgba.set(colour.map((part) => Math.max(0, 255 * Math.min(1, part))), (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

/**
 * The channel's value at a place: 0 to 1 from the left, and from the top.
 * @param {Channel} channel @param {number} u @param {number} v
 */
function at({ across, down, constant, waves }, u, v) {
  let value = constant;
  let next = 0;
  for (let y = 0; y < down; y++) {
    const vertical = Math.cos(Math.PI * y * v) * 2;
    for (let x = y ? 0 : 1; x * down < across * (down - y); x++) {
      value += /** @type {number} */ (waves[next++]) * Math.cos(Math.PI * x * u) * vertical;
    }
  }
  return value;
}
