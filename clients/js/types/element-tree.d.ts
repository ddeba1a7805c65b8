/** @typedef {ReturnType<typeof treeIn>} Tree */
/** @param {ShadowRoot} root */
export function treeIn(root: ShadowRoot): {
    image: HTMLImageElement;
    picture: HTMLPictureElement;
    canvas: HTMLCanvasElement;
    frame: HTMLDivElement;
    error: HTMLDivElement;
    message: HTMLParagraphElement;
    name: HTMLElement;
    words: HTMLSpanElement;
    retry: HTMLButtonElement;
};
/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {Node[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function node<T extends keyof HTMLElementTagNameMap>(tag: T, attributes?: Record<string, string>, ...children: Node[]): HTMLElementTagNameMap[T];
export type Tree = ReturnType<typeof treeIn>;
