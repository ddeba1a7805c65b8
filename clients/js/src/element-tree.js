// The inside of a <tvdb-image>, built node by node, which policies without inline styles and with
// trusted types allow.

const SVG = "http://www.w3.org/2000/svg";
// A frame with its corner torn off.
const STROKES = ["M13 4H5.5A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V11", "m4 16 4.5-4.5 4 4 2-2L20 19", "m16 3 1 3.5 3 .5", "M8.5 8.5h.01"];

/** @typedef {ReturnType<typeof treeIn>} Tree */

/** @param {ShadowRoot} root */
export function treeIn(root) {
  const image = node("img", { part: "image", decoding: "async" });
  const picture = node("picture", {}, image);
  const canvas = node("canvas", { part: "placeholder", "aria-hidden": "true", hidden: "" });
  const [name, words] = [node("b"), node("span")];
  const message = node("p", { part: "message" }, name, words);
  const retry = node("button", { part: "retry", type: "button" });
  const error = node("div", { part: "error", hidden: "" }, node("slot", { name: "error" }, tornFrame(), message, retry));
  const frame = node("div", { part: "frame" }, canvas, picture, error);
  root.append(frame);
  return { image, picture, canvas, frame, error, message, name, words, retry };
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {Node[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function tornFrame() {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  for (const stroke of STROKES) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", stroke);
    drawing.append(path);
  }
  return drawing;
}
