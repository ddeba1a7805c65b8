/**
 * @param {typeof import("react")} React
 * @param {ReturnType<typeof hooksOf>} hooks
 */
export function analysisOf(React: typeof import("react"), hooks: ReturnType<typeof hooksOf>): {
    AIAnalysisDisplay: ({ mediaId, analysis, load, showStyle, showColors, showQuality, showMood, labels, className }: AIAnalysisDisplayProps) => ReactElement;
};
export type AIAnalysisDisplayProps = {
    mediaId: number | string;
    /**
     * what your server told; then nothing is asked
     */
    analysis?: ImageAnalysis | undefined;
    /**
     * asks your server
     */
    load?: LoadAnalysis | undefined;
    showStyle?: boolean | undefined;
    showColors?: boolean | undefined;
    showQuality?: boolean | undefined;
    showMood?: boolean | undefined;
    /**
     * words in another language
     */
    labels?: Partial<Record<"medium" | "failed" | "quality" | "loading" | "style" | "colors" | "brandColors" | "mood" | "nothing", string>> | undefined;
    className?: string | undefined;
};
import type { hooksOf } from "./react-hooks.js";
import type { ReactElement } from "react";
import type { ImageAnalysis } from "./facts.js";
import type { LoadAnalysis } from "./react-hooks.js";
