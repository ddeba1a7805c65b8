export class TvdbImage extends HTMLElement {
    static observedAttributes: readonly string[];
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
    /** How far it is. */
    get state(): ImageState;
    /** The address that the browser chose. */
    get currentSrc(): string;
    /** Ask for the picture again, now. */
    retry(): void;
    #private;
}
export type ImageState = "empty" | "loading" | "loaded" | "error";
