/**
 * @param {Given} given
 * @returns {Plan | null} null while it does not say which picture
 */
export function planOf(given: Given): Plan | null;
/**
 * Width / height, if known before the picture comes.
 * @param {Given} given
 * @returns {number | null}
 */
export function ratioOf(given: Given): number | null;
/** @param {string | undefined} text @returns {number | undefined} */
export function number(text: string | undefined): number | undefined;
/**
 * attributes by name
 */
export type Given = Readonly<Record<string, string | undefined>>;
export type Shown = {
    src: string;
    srcset: string;
};
export type Plan = {
    /**
     * what the `img` asks for
     */
    image: Shown;
    /**
     * formats before it, the best first
     */
    sources: (Shown & {
        type: string;
    })[];
    fit: string;
};
