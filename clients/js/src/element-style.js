// How a <tvdb-image> looks until a page says otherwise. Colours are mixed from the page's own text
// colour, so that they suit it whether it is light or dark.

const STYLE = `
:host { display: block; position: relative; overflow: hidden; max-inline-size: 100%; aspect-ratio: 3 / 2; }
:host([hidden]) { display: none; }
[part~=frame] { position: absolute; inset: 0; container-type: inline-size; border-radius: inherit; background: var(--tvdb-image-ground, color-mix(in srgb, currentcolor 9%, transparent)); }
canvas, picture, img { position: absolute; inset: 0; display: block; width: 100%; height: 100%; border-radius: inherit; }
canvas { object-fit: fill; }
img { color: transparent; opacity: 0; }
canvas, img { transition: opacity var(--tvdb-image-fade, 0.35s) ease; }
.loaded { background: none !important; }
.loaded img { opacity: 1; }
.loaded canvas { opacity: 0; }
.error picture, .empty picture { visibility: hidden; }
.waiting::after { content: ""; position: absolute; inset: 0; background: linear-gradient(100deg, transparent 30%, color-mix(in srgb, currentcolor 10%, transparent) 50%, transparent 70%) 0 0 / 250% 100%; animation: shimmer 2.4s linear infinite; }
@keyframes shimmer { from { background-position: 170% 0; } to { background-position: -80% 0; } }
[part=error] { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.5em; padding: 0.75em; overflow: hidden; text-align: center; text-wrap: balance; font-size: 0.875rem; line-height: 1.35; background: var(--tvdb-image-error, color-mix(in srgb, currentcolor 9%, Canvas)); }
[hidden] { display: none !important; }
svg { flex: none; width: 2.25em; height: 2.25em; fill: none; stroke: currentcolor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; opacity: 0.7; }
p { margin: 0; overflow-wrap: anywhere; }
b { display: block; font-weight: 600; }
button { flex: none; min-block-size: 2em; padding: 0.2em 0.9em; font: inherit; color: inherit; background: color-mix(in srgb, currentcolor 12%, transparent); border: 1px solid color-mix(in srgb, currentcolor 25%, transparent); border-radius: 2em; cursor: pointer; }
button:hover { background: color-mix(in srgb, currentcolor 20%, transparent); }
button:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
@container (max-width: 8.5rem) {
  [part=error] { padding: 0.4em; font-size: 0.75rem; }
  p:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
@container (max-width: 5rem) {
  svg { width: 1.6em; height: 1.6em; }
  button { position: absolute; inset: 0; padding: 0; border: 0; border-radius: inherit; background: none; font-size: 0; }
  button:focus-visible { outline-offset: -3px; }
}
@media (prefers-reduced-motion: reduce) {
  canvas, img { transition: none; }
  .waiting::after { animation: none; background: none; }
}
`;

/** @type {CSSStyleSheet | undefined} */
let shared;

/** One sheet for all elements of the page. Constructed sheets pass the strictest content policy. */
export function sharedSheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(STYLE);
  }
  return shared;
}
