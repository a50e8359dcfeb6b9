/** The page's variables; the fallback is for an SVG looked at by itself. */
export const INK = "var(--ink, #1c2430)";
export const SOFT = "var(--soft, #5a6675)";
export const LINE = "var(--line, #d9dee5)";
export const PAPER = "var(--paper, #ffffff)";
export const TREATED = "var(--treated, #0b4f9e)";
export const HELD_OUT = "var(--held-out, #7d8794)";

export const TEXT_SIZE = 14;

/** Room for the longest label left of an axis; ECharts cannot measure the page's font, so a wide one is assumed. */
export function labelWidth(labels: readonly string[]): number {
  return Math.max(0, ...labels.map(({ length }) => length)) * TEXT_SIZE * 0.56 + 12;
}

export const TEXT = { color: SOFT, fontSize: TEXT_SIZE, fontFamily: "inherit" };
