// What is known of a picture, for people.

/** @import { ReactElement } from "react" */
/** @import { ImageAnalysis } from "./facts.js" */
/** @import { hooksOf, LoadAnalysis } from "./react-hooks.js" */

/**
 * @typedef {object} AIAnalysisDisplayProps
 * @property {number | string} mediaId
 * @property {ImageAnalysis} [analysis] what your server told; then nothing is asked
 * @property {LoadAnalysis} [load] asks your server
 * @property {boolean} [showStyle]
 * @property {boolean} [showColors]
 * @property {boolean} [showQuality]
 * @property {boolean} [showMood]
 * @property {Partial<Record<keyof typeof LABELS, string>>} [labels] words in another language
 * @property {string} [className]
 */

/** @type {Readonly<Record<"style" | "medium" | "colors" | "brandColors" | "quality" | "mood" | "loading" | "failed" | "nothing", string>>} */
const LABELS = Object.freeze({
  style: "Style",
  medium: "Medium",
  colors: "Colours",
  brandColors: "Brand colours",
  quality: "Quality",
  mood: "Mood",
  loading: "Looking at the picture",
  failed: "What is known of this picture could not be loaded.",
  nothing: "Nothing is known of this picture.",
});

/**
 * @param {typeof import("react")} React
 * @param {ReturnType<typeof hooksOf>} hooks
 */
export function analysisOf(React, hooks) {
  const h = React.createElement;

  /**
   * Only what was found out is shown; nothing is made up.
   * @param {AIAnalysisDisplayProps} props
   * @returns {ReactElement}
   */
  function AIAnalysisDisplay({ mediaId, analysis, load, showStyle = true, showColors = true, showQuality = true, showMood = true, labels, className }) {
    const asked = hooks.useAnalysis(analysis ? null : mediaId, load);
    const words = { ...LABELS, ...labels };
    const known = analysis ?? asked.data;
    if (!known) return note(asked.status === "loading" ? "loading" : asked.status === "failed" ? "failed" : "nothing", words);
    const rows = [
      showStyle && row(words.style, known.style),
      showStyle && row(words.medium, known.medium),
      showQuality && row(words.quality, quality(known.quality_score, words.quality)),
      showMood && row(words.mood, list(known.mood_keywords?.map((word) => h("li", { key: word }, word)))),
      showColors && row(words.brandColors, swatches(known.brand_colors)),
      showColors && row(words.colors, swatches(known.dominant_colors)),
    ].filter(Boolean);
    if (!rows.length) return note("nothing", words);
    return h("dl", { className: classes("tvdb-analysis", className) }, ...rows);
  }

  /** @param {"loading" | "failed" | "nothing"} state @param {typeof LABELS} words */
  const note = (state, words) =>
    h("p", { className: `tvdb-analysis-note ${state}`, role: state === "loading" ? "status" : undefined }, words[state]);

  /** @param {string} label @param {ReactElement | string | null | undefined} value */
  const row = (label, value) =>
    value ? h("div", { key: label }, h("dt", null, label), h("dd", null, value)) : null;

  /** @param {number | null | undefined} score @param {string} label */
  const quality = (score, label) =>
    typeof score === "number"
      ? h(React.Fragment, null, h("meter", { min: 0, max: 100, value: score, "aria-label": label }), ` ${score}`)
      : null;

  /** @param {ReactElement[] | undefined} items */
  const list = (items) => (items?.length ? h("ul", null, ...items) : null);

  /** A drawing, since content policies may forbid styles that a server wrote into a page.
   * @param {readonly (string | { color: string })[] | null | undefined} colours */
  const swatches = (colours) => list(colours?.map((found) => {
    const colour = typeof found === "string" ? found : found.color;
    const patch = h("rect", { width: 16, height: 16, rx: 4, fill: colour });
    return h("li", { key: colour }, h("svg", { width: 16, height: 16, "aria-hidden": true }, patch), h("code", null, colour));
  }));

  return { AIAnalysisDisplay };
}

/** @param {(string | undefined)[]} names */
const classes = (...names) => names.filter(Boolean).join(" ");
