/** What stands in the report, without the page around it: also nested into the style of a page of another kind. */
export const REPORT_PARTS = `
h2 { font-size: 1.25rem; font-weight: 650; line-height: 1.3; margin: 3.25rem 0 .35rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 2.25rem 0 .35rem; }
.headline { font-size: clamp(1.4rem, 3.6vw, 1.95rem); line-height: 1.32; font-weight: 620; letter-spacing: -.012em; margin: 2.25rem 0 .9rem; text-wrap: pretty; }
.command { white-space: nowrap; }
.then { color: var(--soft); margin: 0 0 .5rem; max-width: 42rem; }
.note { color: var(--soft); font-size: .92rem; margin: .15rem 0 .9rem; max-width: 42rem; }
figure { margin: 1.25rem 0 .5rem; }
figure svg { display: block; width: 100%; height: auto; font-family: inherit; } figure svg.narrow { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; color: var(--soft); font-size: .82rem; vertical-align: bottom; border-bottom-color: var(--soft); }
tbody th { font-weight: 550; min-width: 9rem; } .outcomes tbody th { min-width: 10.5rem; } .outcomes :is(th, td):not(:last-child) { padding-right: .65rem; } thead .n { white-space: normal; } .narrow { max-width: 22rem; } .rules th:last-child { min-width: 9rem; } .rules .effect { white-space: normal; } .rules tbody th { overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
.effect { white-space: nowrap; }
small { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; line-height: 1.35; }
.better { color: var(--better); font-weight: 650; } .worse { color: var(--worse); font-weight: 650; }
.verdict { border-left: 3px solid var(--treated); background: var(--wash); padding: .65rem 1rem; margin: 1.1rem 0; }
details { margin: .25rem 0 1rem; } summary { cursor: pointer; color: var(--soft); font-size: .88rem; }
ul { padding-left: 1.1rem; margin: .4rem 0; } li { margin: .15rem 0; }
.noted { margin: 0 0 .75rem; padding-left: 1.6rem; font-size: .92rem; }
:is(.method, .narrow) + .note { margin-top: 1.4rem; }
.method { color: var(--soft); font-size: .9rem; columns: 2; column-gap: 2.25rem; } .method p { margin: 0 0 .7rem; break-inside: avoid; }
dl { margin: .5rem 0 0; font-size: .9rem; } dt { font-weight: 600; } dd { margin: 0 0 .55rem; color: var(--soft); max-width: 42rem; }
.figures table { table-layout: fixed; min-width: 36rem; } .figures th:first-child { width: 38%; } .figures .n { white-space: normal; }
.indicators .note { margin-bottom: .3rem; } .goals { max-width: 42rem; }
a { color: inherit; text-underline-offset: .15em; }
/* On a phone a row is its name, and below it what stands in its columns; what is still wider than the screen scrolls by itself. */
@media screen and (max-width: 44rem) {
  .method { columns: 1; }
  figure svg.narrow { display: block; } figure svg.wide { display: none; }
  .figures table { min-width: 0; } .figures table, .figures tbody, table.many, .many tbody { display: block; }
  .figures thead, .many thead { position: absolute; left: -999rem; }
  :is(.figures, .many) tr { display: flex; flex-wrap: wrap; gap: .1rem .6rem; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  :is(.figures, .many) tr > * { flex: 1 0 28%; border: 0; padding: 0; text-align: left; min-width: 0; white-space: normal; overflow-wrap: break-word; }
  :is(.figures, .many) tbody th:first-child { flex-basis: 100%; width: auto; min-width: 0; }
  :is(.figures, .many) td[data-label]::before { content: attr(data-label); display: block; color: var(--soft); font-size: .8rem; font-weight: 400; }
  .many .effect, .method { overflow-wrap: break-word; } .many .effect { white-space: normal; }
  :is(.outcomes, .lifts, .rules) tr > td { flex-basis: 42%; } .outcomes tr > td:has(.effect) { flex-basis: 100%; }
  th, td { overflow-wrap: break-word; }
}
@media print {
  .scroll { overflow: visible; } .headline { font-size: 15.5pt; line-height: 1.26; margin: 3.5mm 0 2.5mm; } .then { margin-bottom: 1mm; max-width: none; }
  h2 { font-size: 12pt; margin-top: 7mm; } h3 { font-size: 10pt; margin-top: 5mm; } h2, h3, :is(h2, h3) + p, h2 + p + p, h2 + p + p + p, .note:has(+ :is(figure, div)) { break-after: avoid; }
  .note { font-size: 9pt; margin-bottom: 1.2mm; max-width: none; } p, li { break-inside: avoid; } td.n + td:not(.n), th.n + th:not(.n) { padding-left: 2mm; } summary { display: none; } details { margin: 0; }
  table { font-size: 8.8pt; } th, td { padding: 1mm 2.6mm 1mm 0; } thead th { font-size: 8pt; } thead { display: table-header-group; } small { font-size: 7.6pt; line-height: 1.28; } .n small { white-space: normal; } td.n { min-width: 18mm; }
  tr, figure, .verdict, .method p, table:not(:has(tbody tr:nth-child(8))) { break-inside: avoid; } .indicators .note { break-after: avoid; } tr:first-child, thead { break-after: avoid; } tr:last-child { break-before: avoid; }
  .rules th:last-child, .rules td:last-child { min-width: 34mm; } .rules .effect { white-space: normal; } .rules tbody th { min-width: 24mm; }
  .outcomes tbody th { min-width: 46mm; } .figures table { min-width: 0; } .verdict { padding: 1.2mm 3mm; margin: 2.5mm 0; }
  figure { margin: 2mm 0; } figure svg { width: 150mm; max-width: 100%; margin: 0 auto; } .method { font-size: 8.4pt; } .method p { margin-bottom: 1.6mm; }
}`;

/**
 * The page's only style sheet, with the parts below in it. Charts take their colours from the same variables, so that they follow dark mode and
 * print in grey: the two groups differ in darkness and in the dash of their lines, never in hue alone.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2430; --soft: #5a6675; --line: #d9dee5; --wash: #f5f7f9;
  --treated: #0b4f9e; --held-out: #7d8794; --better: #12663c; --worse: #a02b1f; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181e; --ink: #e6eaf0; --soft: #a3adba; --line: #343c47;
  --wash: #1c222a; --treated: #7db4f5; --held-out: #98a2af; --better: #74d3a0; --worse: #f2998e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
header p { margin: .25rem 0 0; color: var(--soft); } header .community { margin: 0 0 .35rem; overflow-wrap: anywhere; }
h1 { font-size: 1.05rem; font-weight: 600; letter-spacing: .01em; margin: 0; }
${REPORT_PARTS}
@media (max-width: 44rem) { main { padding: 1.75rem 1rem 3rem; } }
@media print {
  /* Of the paper that there is, A4 or Letter. */
  @page { margin: 14mm 15mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #444; } }
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --wash: #fff; --treated: #1a1a1a; --held-out: #8a8a8a; --better: #000; --worse: #000; }
  body { font-size: 9.6pt; line-height: 1.42; } main { max-width: none; padding: 0; } h1 { font-size: 10.5pt; }
}`;
