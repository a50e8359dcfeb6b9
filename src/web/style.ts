import { REPORT_STYLE } from "./report/report-style.ts";

/** The only stylesheet of the pages: light and dark, from a phone to a desk, and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf7f2; --card: #fffefb; --ink: #241c14; --muted: #685d52; --line: #e5dccf; --strong-line: #cbbfae;
  --ember: #b03d0a; --ember-soft: #fbe9dd; --on-ember: #fffefb; --good: #1c6b46; --good-soft: #e0f1e7;
  --wait: #8a5a00; --wait-soft: #fbefd2; --held: #56677c; --shadow: 0 1px 2px rgb(60 40 20 / 6%), 0 8px 24px rgb(60 40 20 / 5%);
  --soft: var(--muted); --treated: var(--ember); --held-out: var(--held);
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "Liberation Serif", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15110e; --card: #1e1915; --ink: #f3ece3; --muted: #b5a99b; --line: #352d26; --strong-line: #544839;
    --ember: #ff9d63; --ember-soft: #3b2416; --on-ember: #1b120b; --good: #7bd3a3; --good-soft: #173525;
    --wait: #f0c065; --wait-soft: #3a2d10; --held: #a3b4c9; --shadow: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--sans); }
a { color: var(--ember); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--ember); outline-offset: 2px; border-radius: 4px; }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.2vw, 2.6rem); letter-spacing: -.01em; }
h2 { font-size: 1.35rem; }
h3 { font-size: 1.1rem; }
p { margin: 0; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .6rem 1rem; z-index: 2; }
.wrap { max-width: 1120px; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2rem); }
.top { border-bottom: 1px solid var(--line); background: var(--card); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 2rem; padding-top: .7rem; }
.brand { display: flex; align-items: center; gap: .55rem; font: 600 1.2rem var(--serif); color: var(--ink); text-decoration: none; padding-bottom: .55rem; }
.brand svg { width: 1.5rem; height: 1.5rem; color: var(--ember); }
.brand small { font: 400 .85rem var(--sans); color: var(--muted); border-left: 1px solid var(--strong-line); padding-left: .6rem; margin-left: .15rem; }
.top nav { display: flex; gap: 1.4rem; flex: 1 1 auto; }
.top nav a { color: var(--muted); text-decoration: none; padding: .5rem 0 .8rem; border-bottom: 3px solid transparent; white-space: nowrap; }
.top nav a:hover { color: var(--ink); }
.top nav a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--ember); }
.top .language { font-size: .875rem; padding-bottom: .55rem; }
.notice { background: var(--ember-soft); font-size: .9rem; }
.notice .wrap { padding-top: .5rem; padding-bottom: .5rem; }
main.wrap { padding-top: clamp(1.6rem, 4vw, 2.8rem); padding-bottom: 4rem; }
main > * + * { margin-top: 2.6rem; }
.foot { border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
.foot .wrap { padding-top: 1.1rem; padding-bottom: 1.6rem; }
.command { white-space: nowrap; }
.lead { color: var(--muted); font-size: 1.08rem; max-width: 46rem; margin-top: .8rem; }
.hint { color: var(--muted); font-size: .925rem; margin-top: .3rem; max-width: 46rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); padding: clamp(1rem, 2.5vw, 1.6rem); }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; margin: 1rem 0 0; }
dl.figures div { background: var(--card); padding: .9rem 1.1rem 1rem; }
dl.figures dt { color: var(--muted); font-size: .875rem; }
dl.figures dd { margin: .1rem 0 0; font: 600 1.55rem/1.2 var(--serif); font-variant-numeric: lining-nums tabular-nums; }
dl.figures dd small { display: block; font: 400 .825rem/1.4 var(--sans); color: var(--muted); }
.scroll { overflow-x: auto; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: lining-nums tabular-nums; }
th, td { text-align: left; padding: .7rem .8rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
thead th { color: var(--muted); font-size: .85rem; font-weight: 500; border-bottom-color: var(--strong-line); white-space: nowrap; }
tbody th { font-weight: 600; }
tbody th small, td small { display: block; font-weight: 400; color: var(--muted); font-size: .825rem; }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; }
.strong { font-weight: 600; }
.range { width: 15rem; min-width: 10rem; }
.range svg { display: block; width: 100%; height: 30px; overflow: visible; }
.axis { stroke: var(--muted); stroke-dasharray: 2 3; }
.span { stroke: var(--ember); stroke-width: 3; stroke-linecap: round; }
.dot { fill: var(--ember); }
.truth { fill: var(--card); stroke: var(--ink); stroke-width: 1.8; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; color: var(--muted); font-size: .85rem; margin-top: .8rem; }
.legend svg { width: 28px; height: 14px; vertical-align: -2px; margin-right: .35rem; }
.tag { display: inline-block; padding: .1rem .6rem; border-radius: 99px; font-size: .8rem; font-weight: 600; line-height: 1.5; background: var(--line); color: var(--ink); white-space: nowrap; }
.tag.good { background: var(--good-soft); color: var(--good); }
.tag.wait { background: var(--wait-soft); color: var(--wait); }
.tag.bad { background: var(--ember-soft); color: var(--ember); }
.list { list-style: none; margin: .8rem 0 0; padding: 0; }
.list li { padding: .55rem 0 .55rem 1.3rem; position: relative; }
.list li::before { content: ""; position: absolute; left: 0; top: 1.12em; width: .5rem; height: .5rem; border-radius: 50%; background: var(--ember); }
.list li.calm::before { background: var(--good); }
.steps { margin: 1rem 0 0; padding-left: 2.6rem; } .steps li { padding: .3rem 0 .3rem .3rem; max-width: 46rem; } .steps .done { color: var(--muted); }
.charts { display: grid; gap: 1.2rem; margin-top: 1rem; }
.charts .card { min-width: 0; }
.charts figure { margin: 0; }
.charts figcaption { font: 600 1.05rem/1.3 var(--serif); margin-bottom: .6rem; }
.charts svg { display: block; width: 100%; height: auto; } .charts svg.narrow { display: none; }
.rules { display: grid; gap: 1.2rem; }
.rule header { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .8rem; }
.rule code, .mistake code { font-size: .85em; color: var(--muted); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem; margin: 1rem 0 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
.funnel { list-style: none; margin: .8rem 0 0; padding: 0; display: grid; gap: .3rem; font-size: .925rem; }
.funnel li { display: grid; grid-template-columns: minmax(8rem, 15rem) 4.5rem 1fr; gap: .8rem; align-items: center; }
.funnel .number { font-variant-numeric: tabular-nums; }
.bar { display: block; height: .7rem; width: 100%; }
.bar rect { fill: var(--strong-line); }
.funnel .ends .bar rect { fill: var(--ember); }
.funnel .ends { font-weight: 600; }
.mistake pre { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; font-size: .85rem; }
.mailbox { display: grid; grid-template-columns: minmax(17rem, 23rem) 1fr; background: var(--card); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); overflow: hidden; margin-top: 1.4rem; }
.mails { border-right: 1px solid var(--line); min-width: 0; display: flex; flex-direction: column; }
.mails form { display: flex; flex-wrap: wrap; gap: .5rem; padding: .8rem; border-bottom: 1px solid var(--line); }
input[type=search] { flex: 1 1 15.3rem; min-width: 0; font: inherit; font-size: .9rem; color: inherit; background: var(--paper); border: 1px solid var(--muted); border-radius: 8px; padding: .45rem .6rem; }
input::placeholder { color: var(--muted); opacity: 1; }
button, .button { font: inherit; font-weight: 600; background: var(--ember); color: var(--on-ember); border: 0; border-radius: 8px; padding: .5rem .9rem; cursor: pointer; text-decoration: none; display: inline-block; }
.mails form button { padding-inline: .6rem; }
.mails ol { list-style: none; margin: 0; padding: 0; overflow-y: auto; flex: 1; max-height: 50rem; }
.mails li a { display: block; padding: .7rem 1rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none; }
.mails li a:hover { background: var(--paper); }
.mails li a[aria-current] { background: var(--ember-soft); box-shadow: inset 3px 0 var(--ember); }
.mails li a:focus-visible { outline-offset: -3px; }
.mails .line { display: flex; justify-content: space-between; gap: .8rem; font-size: .85rem; color: var(--muted); }
.mails .line span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.mails .subject { display: block; font-weight: 600; line-height: 1.35; margin-top: .1rem; overflow-wrap: anywhere; }
.pages { display: flex; justify-content: space-between; gap: 1rem; padding: .7rem 1rem; border-top: 1px solid var(--line); font-size: .9rem; }
.reader { min-width: 0; display: flex; flex-direction: column; }
.reader .head { padding: 1.1rem 1.3rem .9rem; border-bottom: 1px solid var(--line); }
.reader .head h2 { font-size: 1.2rem; overflow-wrap: anywhere; }
.reader .head p { color: var(--muted); font-size: .9rem; margin-top: .25rem; overflow-wrap: anywhere; }
.views { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: .8rem; font-size: .875rem; }
.views a { padding: .28rem .8rem; border: 1px solid var(--strong-line); border-radius: 99px; color: var(--ink); text-decoration: none; }
.views a[aria-current] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.screen { flex: 1; display: flex; justify-content: center; background: var(--paper); min-height: 46rem; }
.screen iframe { border: 0; width: 100%; background: #fff; }
.screen.phone { padding: 1.4rem 1rem; align-items: flex-start; }
.screen.phone iframe { width: 390px; max-width: 100%; height: 46rem; border: 10px solid var(--ink); border-radius: 34px; }
.screen pre { margin: 0; width: 100%; padding: 1.3rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; line-height: 1.5; }
.empty { color: var(--muted); padding: 3rem 1.5rem; text-align: center; width: 100%; align-self: center; }
.back { display: none; }
@media (max-width: 760px) {
  .mailbox { grid-template-columns: 1fr; }
  .mails { border-right: 0; }
  .mails ol { max-height: none; }
  .mailbox.reading .mails, .mailbox:not(.reading) .reader { display: none; }
  .mailbox.reading .back { display: inline-block; margin-bottom: .5rem; }
  .funnel li { grid-template-columns: 1fr 4rem; }
  .funnel .bar { display: none; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .6rem; }
  .brand small { display: none; }
  .top .wrap { justify-content: space-between; }
  .top nav { order: 1; flex-basis: 100%; gap: 0 1.1rem; flex-wrap: wrap; font-size: .95rem; }
  .charts svg.narrow { display: block; } .charts svg.wide { display: none; }
  .stack thead { position: absolute; left: -999rem; }
  .stack tr { display: grid; grid-template-columns: 1fr auto; padding: .9rem 0; border-bottom: 1px solid var(--line); }
  .stack tbody tr:last-child { border-bottom: 0; }
  .stack th, .stack td { border: 0; padding: .12rem 0; }
  .stack tbody th, .stack .range { grid-column: 1 / -1; width: auto; }
  .stack td { display: contents; }
  .stack td[data-label]::before { content: attr(data-label); color: var(--muted); font-size: .9rem; font-weight: 400; text-align: left; }
  .stack td[colspan] > span { grid-column: 1 / -1; }
  .stack td.range { display: block; }
}
@media (prefers-reduced-motion: no-preference) { .mails li a, .views a { transition: background-color .12s; } }
@media print { .top nav, .language, .notice { display: none; } .card, dl.figures { box-shadow: none; break-inside: avoid; } }
${REPORT_STYLE}`;
