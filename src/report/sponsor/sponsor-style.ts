/** What stands on the sheet, on a page of its own and on one with a frame: of A4 or Letter, in grey on paper, as wide on a screen as on paper. */
export const SHEET_PARTS = `
.sheet { max-width: 46rem; }
.sheet :is(.title, .question, .sources) { font-family: inherit; }
.sheet .title { font-size: 1.5rem; font-weight: 650; letter-spacing: -.012em; line-height: 1.25; }
.sheet .question { font-size: .95rem; font-weight: 600; color: var(--soft); margin: 2.1rem 0 .3rem; padding-top: .8rem; border-top: 1px solid var(--line); }
.sheet p { margin: .3rem 0; } .sheet .warning { font-weight: 600; border-left: 3px solid var(--worse); padding-left: .8rem; margin-top: 1.2rem; }
.sheet .answer { font-size: 1.22rem; line-height: 1.36; font-weight: 600; letter-spacing: -.006em; text-wrap: pretty; margin-bottom: .55rem; }
.sheet a.n { color: inherit; text-decoration-line: underline; text-decoration-color: var(--line); text-decoration-thickness: 1px; white-space: nowrap; text-align: inherit; }
.sheet sup { font-size: .62em; font-weight: 500; line-height: 0; margin-left: .1em; color: var(--soft); }
.sheet footer { margin-top: 2.4rem; padding-top: .8rem; border-top: 1px solid var(--soft); font-size: .82rem; line-height: 1.4; color: var(--soft); }
.sheet .sources { font-size: .85rem; margin: 0 0 .35rem; }
.sheet footer ol { margin: 0; padding-left: 1.2rem; columns: 2; column-gap: 2rem; }
.sheet footer li { margin: 0 0 .3rem; break-inside: avoid; overflow-wrap: anywhere; }
.sheet footer li:target { color: var(--ink); background: var(--wash); outline: .3rem solid var(--wash); }
@media (max-width: 44rem) { .sheet footer ol { columns: 1; } .sheet a.n { white-space: normal; } }
@media print {
  .sheet { font-size: 9.2pt; line-height: 1.36; }
  .sheet .title { font-size: 15pt; } .sheet header p { font-size: 9pt; }
  .sheet .question { font-size: 9.5pt; margin: 2.6mm 0 .5mm; padding-top: 1.6mm; } .sheet p { margin: .55mm 0; } .sheet .warning { margin: 2mm 0 0; padding-left: 2mm; }
  .sheet .answer { font-size: 11.2pt; line-height: 1.3; margin-bottom: 1mm; }
  .sheet a.n { text-decoration: none; }
  .sheet footer { font-size: 7pt; line-height: 1.32; margin-top: 3mm; padding-top: 1.4mm; } .sheet .sources { font-size: 7.5pt; margin-bottom: .8mm; }
  .sheet footer li { margin-bottom: .7mm; } .sheet footer ol { column-gap: 7mm; }
}`;

/** After the report's own style. */
export const SPONSOR_STYLE = `${SHEET_PARTS}
@media print { @page { margin: 12mm 16mm; @bottom-right { content: none; } } }`;
