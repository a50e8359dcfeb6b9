import type { ReportLanguage } from "../words/words.ts";
import { type Html, html, raw } from "../write/html.ts";
import { PAGE_STYLE } from "../write/page-style.ts";
import { wrapText } from "../write/text-layout.ts";
import type { SponsorPage } from "./sponsor-page.ts";
import { SPONSOR_STYLE } from "./sponsor-style.ts";
import { type SponsorTold, tellSponsor } from "./tell-sponsor.ts";
import type { Part } from "./write-sourced.ts";

export const SPONSOR_FORMATS = ["text", "html", "json"] as const;
export type SponsorFormat = (typeof SPONSOR_FORMATS)[number];

export function presentSponsor(page: SponsorPage, format: SponsorFormat, language: ReportLanguage): string {
  if (format === "json") return `${JSON.stringify(page, null, 2)}\n`;
  const told = tellSponsor(page, language);
  return format === "text" ? presentText(told) : presentHtml(told, language);
}

/** The number of a note stands behind the last number of each source in a sentence. */
function withMarks(told: SponsorTold, parts: readonly Part[]): { part: Part; mark: number | null }[] {
  return parts.map((part, index) => {
    const isLast = !parts.slice(index + 1).some(({ source }) => source === part.source);
    const note = told.notes.find(({ source }) => source === part.source);
    return { part, mark: isLast && note !== undefined ? note.number : null };
  });
}

/** One page that runs nothing and loads nothing: a sheet of paper, each number of which leads to where it comes from. */
function presentHtml(told: SponsorTold, language: ReportLanguage): string {
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${told.title}</title>
<style>${raw(PAGE_STYLE)}${raw(SPONSOR_STYLE)}</style>
</head>
<body>
<main class="sheet">
${sheetHtml(told, ["h1", "h2", "h3"])}
</main>
</body>
</html>
`;
  return page.html;
}

/** All of the sheet, for a page that has a title and a frame of its own. */
export function presentSponsorBody(page: SponsorPage, language: ReportLanguage): Html {
  return sheetHtml(tellSponsor(page, language), ["h2", "h3", "h4"]);
}

type Headings = readonly [title: string, question: string, sources: string];

function sheetHtml(told: SponsorTold, [title, question, sources]: Headings): Html {
  const heading = (tag: string, name: string, text: string) =>
    html`${raw(`<${tag} class="${name}">`)}${text}${raw(`</${tag}>`)}`;
  return html`<header>${heading(title, "title", told.title)}<p>${told.period}</p>${told.indicatorPeriod === null ? null : html`<p>${told.indicatorPeriod}</p>`}</header>
${told.warning === null ? null : html`<p class="warning">${told.warning}</p>`}
${told.answers.map(
  ({ question: asked, sentences: [answer = [], ...rest] }) => html`<section>${heading(question, "question", asked)}
<p class="answer">${sentenceHtml(told, answer)}</p>
${rest.map((sentence) => html`<p>${sentenceHtml(told, sentence)}</p>`)}</section>`,
)}
${
  told.notes.length === 0
    ? null
    : html`<footer>${heading(sources, "sources", told.notesTitle)}
<ol>${told.notes.map(({ source, text }) => html`<li id="${source}">${text}</li>`)}</ol></footer>`
}`;
}

function sentenceHtml(told: SponsorTold, parts: readonly Part[]): Html {
  const written = withMarks(told, parts).map(({ part, mark }) =>
    part.source === null
      ? html`${part.text}`
      : html`<a class="n" href="#${part.source}">${part.text}</a>${mark === null ? null : html`<sup>[${String(mark)}]</sup>`}`,
  );
  return raw(written.map((part) => part.html).join(""));
}

const WIDTH = 96;

function presentText(told: SponsorTold): string {
  const say = (parts: readonly Part[]): string =>
    withMarks(told, parts)
      .map(({ part, mark }) => (mark === null ? part.text : `${part.text} [${mark}]`))
      .join("");
  const lines = [
    told.title,
    told.period,
    ...(told.indicatorPeriod === null ? [] : [told.indicatorPeriod]),
    ...(told.warning === null ? [] : ["", ...wrapText(told.warning, WIDTH)]),
    ...told.answers.flatMap(({ question, sentences }) => [
      "",
      question,
      ...sentences.flatMap((sentence) => wrapText(say(sentence), WIDTH).map((line) => `  ${line}`)),
    ]),
    ...(told.notes.length === 0 ? [] : ["", told.notesTitle]),
    ...told.notes.flatMap(({ number, text }) =>
      wrapText(text, WIDTH - 4).map((line, index) => (index === 0 ? `[${number}] ${line}` : `    ${line}`)),
    ),
  ];
  return `${lines.join("\n")}\n`;
}
