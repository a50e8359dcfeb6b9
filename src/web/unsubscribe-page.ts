import type { UnsubscribeView } from "../delivery/show-unsubscribe.ts";
import { type Html, html, trusted } from "./html.ts";
import type { PageLanguage } from "./wording.ts";

/** Who the mails come from, as members know it. */
export interface UnsubscribeBrand {
  readonly name: string;
  /** `#0b5fff`. */
  readonly colour: string;
}

interface UnsubscribeWords {
  readonly ask: string;
  readonly askLead: (brand: string, address: string) => string;
  readonly button: string;
  readonly nothingYet: string;
  readonly done: string;
  readonly doneLead: (brand: string, address: string) => string;
  readonly doneNote: string;
  readonly you: string;
  readonly broken: string;
  readonly brokenLead: string;
  readonly brokenNote: string;
}

const WORDS: Readonly<Record<PageLanguage, UnsubscribeWords>> = {
  en: {
    ask: "Stop these e-mails?",
    askLead: (brand, address) =>
      `${brand} sends ${address} digests of what there is to catch up on. One click ends them.`,
    button: "Unsubscribe",
    nothingYet: "Nothing has changed yet. If you came here by mistake, just close this page.",
    done: "You are unsubscribed",
    doneLead: (brand, address) => `${brand} will send no more digests to ${address}, not even those already prepared.`,
    doneNote: "It took effect at once, and there is nothing else to do.",
    you: "you",
    broken: "This link does not work",
    brokenLead:
      "Your mail program may have cut it in two. Open the e-mail again and follow the link from there, or use the unsubscribe button that your mail program shows beside the sender’s name.",
    brokenNote: "Nothing has changed.",
  },
  fr: {
    ask: "Ne plus recevoir ces e-mails\u202f?",
    askLead: (brand, address) =>
      `${brand} envoie à ${address} des récapitulatifs de ce qui reste à découvrir. Un clic suffit pour y mettre fin.`,
    button: "Me désinscrire",
    nothingYet: "Rien n’a changé pour l’instant. Si vous êtes ici par erreur, fermez simplement cette page.",
    done: "Votre désinscription est faite",
    doneLead: (brand, address) =>
      `${brand} n’enverra plus de récapitulatif à ${address}, pas même ceux qui étaient déjà prêts.`,
    doneNote: "C’est immédiat, vous n’avez rien d’autre à faire.",
    you: "votre adresse",
    broken: "Ce lien ne fonctionne pas",
    brokenLead:
      "Votre messagerie l’a peut-être coupé en deux. Rouvrez l’e-mail et suivez le lien depuis celui-ci, ou utilisez le bouton de désinscription que votre messagerie affiche à côté de l’expéditeur.",
    brokenNote: "Rien n’a changé.",
  },
};

/** Stands alone: no script, no other file, light and dark, from a phone to a desk. */
const STYLE = `
:root { color-scheme: light dark; --paper: #f7f5f2; --card: #ffffff; --ink: #1f1b16; --muted: #5f574d; --line: #ddd6cb; --button: #1f1b16; --on-button: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #14120f; --card: #1e1b17; --ink: #f2ece4; --muted: #b3a99c; --line: #38322a; --button: #f2ece4; --on-button: #14120f; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { width: 100%; max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 36px 32px 30px; }
.brand { margin: 0 0 22px; font-weight: 600; color: var(--muted); }
h1 { margin: 0 0 12px; font-size: 1.6rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0 0 22px; overflow-wrap: anywhere; }
.note { margin: 22px 0 0; font-size: .92rem; color: var(--muted); }
button { width: 100%; min-height: 48px; padding: 12px 20px; font: inherit; font-weight: 600; color: var(--on-button); background: var(--button); border: 0; border-radius: 10px; cursor: pointer; }
button:hover { opacity: .9; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
@media (max-width: 26rem) { body { padding: 0; place-items: stretch; } main { border: 0; border-radius: 0; } }
`;

/** `brand`: null where it is not known whose link it was. */
function page(language: PageLanguage, brand: UnsubscribeBrand | null, title: string, body: Html): string {
  const colour = brand && /^#[0-9a-f]{6}$/i.test(brand.colour) ? brand.colour : null;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${brand ? `${title} · ${brand.name}` : title}</title>
<style>${trusted(STYLE)}${colour && trusted(`main { border-top: 4px solid ${colour}; }`)}</style>
</head>
<body>
<main>
${brand && html`<p class="brand">${brand.name}</p>`}
${body}
</main>
</body>
</html>
`.text;
}

/** Asks, or says that it is done; the form goes back to the page's own address. */
export function renderUnsubscribe(brand: UnsubscribeBrand, view: UnsubscribeView): string {
  const words = WORDS[view.language];
  const address = view.maskedAddress ?? words.you;
  if (view.unsubscribed) {
    const body = html`<h1>${words.done}</h1>
<p role="status">${words.doneLead(brand.name, address)}</p>
<p class="note">${words.doneNote}</p>`;
    return page(view.language, brand, words.done, body);
  }
  const body = html`<h1>${words.ask}</h1>
<p>${words.askLead(brand.name, address)}</p>
<form method="post"><button type="submit">${words.button}</button></form>
<p class="note">${words.nothingYet}</p>`;
  return page(view.language, brand, words.ask, body);
}

export function renderBrokenLink(language: PageLanguage): string {
  const words = WORDS[language];
  const body = html`<h1>${words.broken}</h1>
<p>${words.brokenLead}</p>
<p class="note">${words.brokenNote}</p>`;
  return page(language, null, words.broken, body);
}
