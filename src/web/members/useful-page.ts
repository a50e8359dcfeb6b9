import type { UsefulView } from "../../delivery/votes/vote-useful.ts";
import { type Html, html } from "../html.ts";
import { type PageBrand, renderPlainPage } from "../plain-page.ts";
import type { PageLanguage } from "../wording.ts";

interface UsefulWords {
  readonly ask: string;
  readonly yes: string;
  readonly askNote: string;
  readonly thanks: string;
  readonly thanksNote: (brand: string) => string;
  readonly undo: string;
  readonly open: string;
  readonly broken: string;
  readonly brokenLead: string;
}

const WORDS: Readonly<Record<PageLanguage, UsefulWords>> = {
  en: {
    ask: "Was it useful?",
    yes: "Yes, it was useful",
    askNote: "If not, just close this page.",
    thanks: "Thank you",
    thanksNote: (brand) => `Your answer helps ${brand} to choose what it proposes. No member sees that it is yours.`,
    undo: "Take it back",
    open: "Open it on the site",
    broken: "This link does not work",
    brokenLead: "Your mail program may have cut it in two, or the content is no longer there. Nothing has changed.",
  },
  fr: {
    ask: "Ce contenu vous a-t-il été utile\u202f?",
    yes: "Oui, il m’a été utile",
    askNote: "Sinon, fermez simplement cette page.",
    thanks: "Merci\u202f!",
    thanksNote: (brand) =>
      `Votre réponse aide ${brand} à mieux choisir ce qui est proposé. Aucun membre ne voit qui a répondu.`,
    undo: "Annuler ma réponse",
    open: "Ouvrir sur le site",
    broken: "Ce lien ne fonctionne pas",
    brokenLead: "Votre messagerie l’a peut-être coupé en deux, ou le contenu n’est plus en ligne. Rien n’a changé.",
  },
};

/** `vote` and `undo`: where their forms go, as seen from the page. */
export function renderUseful(
  brand: PageBrand,
  { language, title, url, useful }: UsefulView,
  actions: { readonly vote: string; readonly undo: string },
): string {
  const words = WORDS[language];
  const content = html`<p><strong>${title}</strong></p>`;
  const open = url !== null && html`<p class="note"><a href="${url}" rel="noreferrer">${words.open}</a></p>`;
  const page = (heading: string, body: Html): string =>
    renderPlainPage(language, brand, heading, html`<h1>${heading}</h1>\n${content}\n${body}\n${open}`);
  if (useful) {
    return page(
      words.thanks,
      html`<p role="status">${words.thanksNote(brand.name)}</p>
<form method="post" action="${actions.undo}"><button type="submit">${words.undo}</button></form>`,
    );
  }
  return page(
    words.ask,
    html`<form method="post" action="${actions.vote}"><button type="submit">${words.yes}</button></form>
<p class="note">${words.askNote}</p>`,
  );
}

export function renderBrokenUseful(language: PageLanguage): string {
  const words = WORDS[language];
  return renderPlainPage(
    language,
    null,
    words.broken,
    html`<h1>${words.broken}</h1>
<p>${words.brokenLead}</p>`,
  );
}
