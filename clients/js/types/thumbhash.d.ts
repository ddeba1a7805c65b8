/**
 * The pixels of a ThumbHash in base64, or null of what is none.
 * @param {string} text
 * @returns {Pixels | null}
 */
export function thumbhashPixels(text: string): Pixels | null;
/**
 * Width divided by height, roughly, or null of what is no ThumbHash.
 * @param {string} text
 * @returns {number | null}
 */
export function thumbhashRatio(text: string): number | null;
export type Pixels = {
    width: number;
    height: number;
    rgba: Uint8ClampedArray<ArrayBuffer>;
};
export type Channel = {
    across: number;
    down: number;
    constant: number;
    waves: number[];
};
