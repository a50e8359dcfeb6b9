import { holdTogether } from "../report/write/hold-together.ts";
import { type Html, html, trusted } from "./html.ts";
import { type PageLanguage, wordingFor } from "./wording.ts";

export const SECTIONS = ["overview", "rules", "report", "inbox"] as const;
export type Section = (typeof SECTIONS)[number];

export const SECTION_PATHS: Readonly<Record<Section, string>> = {
  overview: "/",
  rules: "/rules",
  report: "/report",
  inbox: "/inbox",
};

export interface Page {
  readonly language: PageLanguage;
  readonly title: string;
  /** null: a page that stands outside the sections. */
  readonly section: Section | null;
  readonly body: Html;
}

/** What is the same on every page of one installation. */
export interface Frame {
  readonly community: string;
  readonly sections: readonly Section[];
  readonly demo: boolean;
}

const FLAME = trusted(
  '<svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor"><path d="M12.6 1.8c.5 3.4-1 5.2-2.7 7.1C8 11 6 13.200 6 16.200 6 19.900 8.700 22.500 12 22.500s6-2.500 6-6c0-2.700-1.300-4.700-2.500-6.200-.2 1.600-.9 2.700-2 3.300.6-3.700.2-8.600-.9-11.800ZM12 20.600c-1.700 0-2.900-1.200-2.900-2.900 0-1.600 1-2.600 2.200-3.900.9 1.600 3.600 2 3.600 4.200 0 1.500-1.300 2.600-2.900 2.600Z"/></svg>',
);

export function renderPage(frame: Frame, page: Page, address: string): string {
  const words = wordingFor(page.language);
  const other = words.otherLanguage;
  const document = html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Rekindle</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header class="top"><div class="wrap">
<a class="brand" href="${withLanguage("/", page.language)}">${FLAME}Rekindle <small>${frame.community}</small></a>
<nav aria-label="${words.sections}">${frame.sections.map(
    (section) =>
      html`<a href="${withLanguage(SECTION_PATHS[section], page.language)}"${section === page.section ? trusted(' aria-current="page"') : null}>${words[section]}</a>`,
  )}</nav>
<a class="language" href="${withLanguage(address, other.code)}" lang="${other.code}" hreflang="${other.code}" title="${other.title}">${other.name}</a>
</div></header>
${frame.demo ? html`<aside class="notice"><div class="wrap">${words.demoNotice}</div></aside>` : null}
<main id="content" class="wrap" tabindex="-1">
${page.body}
</main>
<footer class="foot"><div class="wrap">${words.footer}</div></footer>
</body>
</html>
`.text;
  return page.language === "fr" ? holdTexts(document) : document;
}

/** French punctuation begins no line; what is shown as it was written stays so. */
function holdTexts(document: string): string {
  return document
    .split(/(<pre\b[\s\S]*?<\/pre>)/)
    .map((part) => (part.startsWith("<pre") ? part : part.replace(/>[^<]+/g, holdTogether)))
    .join("");
}

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#c2470f"><path d="M12.6 1.8c.5 3.400-1 5.200-2.700 7.100C8 11 6 13.200 6 16.200 6 19.900 8.700 22.500 12 22.500s6-2.500 6-6c0-2.700-1.300-4.700-2.500-6.200-.2 1.600-.9 2.700-2 3.300.6-3.700.2-8.600-.9-11.800Z"/></svg>`;

/** A path of ours with the page's language in it. */
export function withLanguage(address: string, language: PageLanguage): string {
  const url = new URL(address, "http://page.invalid");
  url.searchParams.set("lang", language);
  return `${url.pathname}${url.search}`;
}
