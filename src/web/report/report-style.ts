import { SHEET_PARTS } from "../../report/sponsor/sponsor-style.ts";
import { REPORT_PARTS } from "../../report/write/page-style.ts";

/** The report's own style, nested, in the colours of the pages; and what stands around it. */
export const REPORT_STYLE = `
.report { --wash: var(--ember-soft); --better: var(--good); --worse: var(--ember); max-width: 54rem;
${REPORT_PARTS}
thead th { white-space: normal; }
.headline { font-family: var(--serif); margin-top: 0; }
details dd { max-width: 46rem; }
}
.choose .row { display: flex; flex-wrap: wrap; gap: .2rem .9rem; align-items: baseline; margin-bottom: .8rem; }
.choose .row > span:first-child { color: var(--muted); font-size: .9rem; min-width: 11rem; }
.choose .views { margin-top: 0; }
.choose summary { cursor: pointer; font-size: .9rem; color: var(--muted); }
.choose form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin-top: .9rem; }
.choose label { display: inline-flex; flex-wrap: wrap; gap: .2rem .5rem; align-items: center; }
.choose small { color: var(--muted); }
select, input[type=date] { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--muted); border-radius: 8px; padding: .4rem .6rem; max-width: 100%; }
[aria-invalid=true] { border-color: var(--ember); box-shadow: 0 0 0 1px var(--ember); }
main > .state { color: var(--muted); font-size: .925rem; margin-top: .9rem; }
.choose form.row { margin: 0 0 .8rem; align-items: center; }
.choose form.row label { color: var(--muted); font-size: .9rem; min-width: 11rem; }
.keep { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: center; margin-top: 1rem; }
.keep small { color: var(--muted); }
.kept { background: var(--good-soft); border-left: 3px solid var(--good); padding: .9rem 1.2rem; }
.wrong { background: var(--ember-soft); border-left: 3px solid var(--ember); padding: .9rem 1.2rem; }
.wrong p { margin-top: .3rem; max-width: 46rem; }
.waiting { background: var(--wait-soft); border-left: 3px solid var(--wait); padding: .9rem 1.2rem; }
.waiting:not(:last-child) { display: none; }
.paper { --wash: var(--ember-soft); margin-top: 1rem; }
.paper > .card { margin-top: 1.2rem; }
.paper .sheet { margin: 0 auto; line-height: 1.55; }
${SHEET_PARTS}
@media (max-width: 44rem) {
  .saved thead { position: absolute; left: -999rem; }
  .saved tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .saved tr > * { display: block; border: 0; padding: .1rem 0; }
}
@media print {
  @page { margin: 12mm 16mm; }
  .choose, .views, .keep, .open, main > section:has(#files) { display: none; }
  body:has(.paper) > :not(main), main:has(.paper) > :not(.paper) { display: none; }
  body:has(.paper) { background: #fff; } main:has(.paper) { padding: 0; margin: 0; max-width: none; }
  .paper { margin: 0; } .paper > .card { margin: 0; border: 0; border-radius: 0; padding: 0; background: #fff; box-shadow: none; break-inside: auto; }
  .paper .sheet { --ink: #000; --soft: #444; --line: #bbb; --wash: #fff; color: #000; max-width: none; font-family: system-ui, sans-serif; line-height: 1.36; }
  .report { --ink: #000; --soft: #444; --line: #bbb; --wash: #fff; --treated: #1a1a1a; --held-out: #8a8a8a; --better: #000; --worse: #000; max-width: none; }
}
`;
