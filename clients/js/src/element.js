// <tvdb-image>: a picture of the service in the widths that a page needs, with its place kept, a
// placeholder before it and words in its stead. Importing this defines the element.

import { number, planOf, ratioOf } from "./element-plan.js";
import { sharedSheet } from "./element-style.js";
import { node, treeIn } from "./element-tree.js";
import { fetchArtwork, fetchBestArtwork } from "./facts.js";
import { thumbhashPixels } from "./thumbhash.js";

/** @import { Plan, Shown } from "./element-plan.js" */
/** @import { Artwork } from "./facts.js" */

/** @typedef {"empty" | "loading" | "loaded" | "error"} ImageState */

/** What a picture is, where it is, and how it looks: a change of any is shown at once. */
const ATTRIBUTES = Object.freeze([
  "content-type", "content-id", "image-type", "artwork-id", "media-id", "profile", "src", "srcset",
  "size", "sizes", "format", "bg", "revision", "base", "width", "height", "fit", "position",
  "alt", "loading", "fetchpriority", "placeholder", "retries", "no-retry", "error-text", "retry-text",
]);
/** When a picture that did not come is asked for again: the service may be busy, or about to make it. */
const RETRY_MS = Object.freeze([1000, 3000, 9000]);
const NEAR = "400px";
const INTERACTIVE = "a[href], button, label, summary, [role=button], [role=link]";

// On a server there are no elements, and nobody makes one.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

/** Facts by picture, for all elements of the page. @type {Map<string, Promise<Artwork>>} */
const known = new Map();

export class TvdbImage extends Base {
  static observedAttributes = ATTRIBUTES;

  #tree;
  #own = new CSSStyleSheet();
  #shown = "";
  /** Width / height, as the picture or its facts told. @type {number | null} */
  #learned = null;
  #tries = 0;
  #timer = 0;
  #due = false;
  /** @type {ImageState} */
  #state = "empty";
  /** @type {IntersectionObserver | undefined} */
  #watcher;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sharedSheet(), this.#own];
    this.#tree = treeIn(root);
    this.#tree.image.addEventListener("load", () => this.#arrived());
    this.#tree.image.addEventListener("error", () => this.#failed());
    this.#tree.retry.addEventListener("click", () => this.retry());
  }

  connectedCallback() {
    this.#schedule();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#watcher?.disconnect();
    this.#watcher = undefined;
  }

  attributeChangedCallback() {
    this.#schedule();
  }

  /** How far it is. */
  get state() {
    return this.#state;
  }

  /** The address that the browser chose. */
  get currentSrc() {
    return this.#tree.image.currentSrc;
  }

  /** Ask for the picture again, now. */
  retry() {
    this.#tries = 0;
    this.#ask();
  }

  /** Several attributes that change at once make one request. */
  #schedule() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.isConnected) this.#render();
    });
  }

  #render() {
    const plan = planOf(this.#given());
    const wanted = plan ? JSON.stringify([plan.image, plan.sources]) : "";
    const isNew = wanted !== this.#shown;
    if (isNew) this.#learned = null;
    this.#dress(plan);
    if (isNew) this.#start(plan, wanted);
    else if (this.#state === "loading" && this.#tree.image.complete && !this.#timer) this.#ask();
    this.#place();
  }

  /** What costs no request: words, shape, placeholder. @param {Plan | null} plan */
  #dress(plan) {
    const { image, words, name, retry } = this.#tree;
    const alt = this.getAttribute("alt");
    if (alt === null) image.removeAttribute("alt");
    else image.alt = alt;
    image.style.objectFit = plan?.fit ?? "";
    image.style.objectPosition = this.getAttribute("position") ?? "";
    this.#shape();
    name.textContent = alt ?? "";
    words.textContent = this.getAttribute("error-text") ?? "This picture could not be loaded.";
    retry.textContent = this.getAttribute("retry-text") ?? "Try again";
    if (alt) retry.setAttribute("aria-label", `${retry.textContent}: ${alt}`);
    else retry.removeAttribute("aria-label");
  }

  /** The place that the picture takes, before it comes. */
  #shape() {
    const width = number(this.getAttribute("width") ?? undefined);
    const ratio = ratioOf(this.#given()) ?? this.#learned;
    const rules = [ratio && `aspect-ratio: ${ratio}`, width && `inline-size: ${width}px`];
    this.#own.replaceSync(`:host { ${rules.filter(Boolean).join("; ")} }`);
  }

  /** @param {Plan | null} plan @param {string} wanted */
  #start(plan, wanted) {
    const { image, picture } = this.#tree;
    this.#shown = wanted;
    this.#tries = 0;
    this.#turn(plan ? "loading" : "empty");
    // The old addresses first: a picture that is moved chooses among them anew.
    for (const name of ["srcset", "src", "sizes"]) image.removeAttribute(name);
    picture.replaceChildren(...(plan?.sources ?? []).map((source) => this.#source(source)), image);
    if (plan) this.#load(plan.image);
  }

  /** @param {Shown & { type: string }} source */
  #source({ type, src, srcset }) {
    return node("source", { type, srcset: srcset || src, ...(srcset && { sizes: this.#sizes() }) });
  }

  /** @param {Shown} shown */
  #load({ src, srcset }) {
    const { image } = this.#tree;
    // Before the address, which sets the browser going.
    image.loading = this.getAttribute("loading") === "eager" ? "eager" : "lazy";
    const priority = this.getAttribute("fetchpriority");
    if (priority) image.setAttribute("fetchpriority", priority);
    if (srcset) {
      image.sizes = this.#sizes();
      image.srcset = srcset;
    }
    image.src = src;
  }

  /** Lazy pictures are laid out before they load, so that browsers find their width themselves. */
  #sizes() {
    const usual = this.getAttribute("loading") === "eager" ? "100vw" : "auto, 100vw";
    return this.getAttribute("sizes") ?? usual;
  }

  #ask() {
    const { image } = this.#tree;
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#shown) return;
    this.#turn("loading");
    image.src = image.getAttribute("src") ?? "";
  }

  #arrived() {
    const { naturalWidth, naturalHeight } = this.#tree.image;
    this.#learn(naturalWidth, naturalHeight);
    this.#turn("loaded");
    this.dispatchEvent(new Event("load"));
  }

  #failed() {
    if (!this.#shown) return;
    const retries = Number(this.getAttribute("retries") ?? RETRY_MS.length);
    const pause = this.#tries < retries ? RETRY_MS[this.#tries] : undefined;
    this.#tries += 1;
    if (pause !== undefined) {
      this.#timer = window.setTimeout(() => this.#ask(), pause);
      return;
    }
    this.#turn("error");
    this.dispatchEvent(new Event("error"));
  }

  /** @param {ImageState} state */
  #turn(state) {
    const { frame, error, retry } = this.#tree;
    this.#state = state;
    frame.className = state === "loading" ? "loading waiting" : state;
    frame.part.value = `frame ${state}`;
    // What can be pressed must not be in what can be pressed.
    retry.hidden = this.hasAttribute("no-retry") || this.closest(INTERACTIVE) !== null;
    error.hidden = state !== "error";
  }

  #place() {
    const said = this.getAttribute("placeholder") ?? "";
    this.#colour(said.startsWith("#") ? said : "");
    this.#paint(said && said !== "auto" && !said.startsWith("#") ? said : "");
    this.#watcher?.disconnect();
    this.#watcher = undefined;
    if (said === "auto" && this.#state !== "loaded") this.#lookUpWhenNear();
  }

  /** @param {string} colour */
  #colour(colour) {
    this.#tree.frame.style.backgroundColor = colour;
  }

  /** @param {string} hash */
  #paint(hash) {
    const { canvas } = this.#tree;
    const pixels = hash ? thumbhashPixels(hash) : null;
    canvas.hidden = !pixels;
    if (!pixels) return;
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    canvas.getContext("2d")?.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
  }

  #lookUpWhenNear() {
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      this.#lookUp();
    }, { rootMargin: NEAR });
    watcher.observe(this);
    this.#watcher = watcher;
  }

  /** Colour, placeholder and shape from what the service knows. A picture does without them. */
  async #lookUp() {
    const asked = this.#shown;
    const facts = await factsOf(this.#given()).catch(() => null);
    if (!facts || asked !== this.#shown || this.getAttribute("placeholder") !== "auto") return;
    if (!facts.is_chosen && !this.hasAttribute("artwork-id")) return;
    this.#colour(facts.dominant_color ?? "");
    this.#paint(facts.placeholder ?? "");
    this.#learn(facts.width, facts.height);
  }

  /** The picture's own shape, for kinds that have none of theirs.
   * @param {number | null} width @param {number | null} height */
  #learn(width, height) {
    if (!width || !height) return;
    this.#learned = width / height;
    this.#shape();
  }

  /** @returns {Record<string, string | undefined>} */
  #given() {
    return Object.fromEntries(ATTRIBUTES.map((name) => [name, this.getAttribute(name) ?? undefined]));
  }
}

/**
 * @param {Readonly<Record<string, string | undefined>>} given
 * @returns {Promise<Artwork | null>}
 */
async function factsOf(given) {
  const { "content-type": contentType, "content-id": contentId, "image-type": imageType, "artwork-id": artworkId, base } = given;
  if (!contentType || !contentId || given["src"]) return null;
  const key = [base, contentType, contentId, imageType, artworkId].join(" ");
  const asking = { base };
  const found = known.get(key) ?? (artworkId ? fetchArtwork(artworkId, asking) : fetchBestArtwork({ contentType, contentId, imageType }, asking));
  known.set(key, found);
  found.catch(() => known.delete(key));
  return found;
}

globalThis.customElements?.get("tvdb-image") ?? globalThis.customElements?.define("tvdb-image", TvdbImage);
