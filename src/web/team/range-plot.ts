import type { RangeRow } from "../dependencies.ts";
import { type Html, html } from "../html.ts";

const WIDTH = 240;
const HEIGHT = 30;
const MIDDLE = HEIGHT / 2;
const MARGIN = 8;

/** An interval around its estimate, zero as the dashed line, the planted effect as a diamond. Said in words in `label`. */
export function renderRange(row: RangeRow, label: string): Html {
  const known = [row.low, row.high, row.estimate, row.planted ?? 0, 0];
  const least = Math.min(...known);
  const most = Math.max(...known);
  const span = most - least || 1;
  const x = (value: number) => (MARGIN + ((value - least) / span) * (WIDTH - 2 * MARGIN)).toFixed(1);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMinYMid meet" role="img" aria-label="${label}">
<line class="axis" x1="${x(0)}" x2="${x(0)}" y1="1" y2="${HEIGHT - 1}"/>
<line class="span" x1="${x(row.low)}" x2="${x(row.high)}" y1="${MIDDLE}" y2="${MIDDLE}"/>
<circle class="dot" cx="${x(row.estimate)}" cy="${MIDDLE}" r="5"/>
${row.planted === null ? null : renderDiamond(Number(x(row.planted)))}
</svg>`;
}

function renderDiamond(x: number): Html {
  return html`<path class="truth" d="M${x} ${MIDDLE - 6}l6 6-6 6-6-6z"/>`;
}

/** The same marks, small, for the legend. */
export function renderLegendMark(kind: "estimate" | "planted"): Html {
  return kind === "estimate"
    ? html`<svg viewBox="0 0 28 14" aria-hidden="true"><line class="span" x1="2" x2="26" y1="7" y2="7"/><circle class="dot" cx="14" cy="7" r="4"/></svg>`
    : html`<svg viewBox="0 0 28 14" aria-hidden="true"><path class="truth" d="M14 1l6 6-6 6-6-6z"/></svg>`;
}
