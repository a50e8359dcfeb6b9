import type { UnsubscribeView } from "../../delivery/preferences/show-unsubscribe.ts";
import { html } from "../html.ts";
import { type PageBrand, renderPlainPage } from "../plain-page.ts";
import type { PageLanguage } from "../wording.ts";
import { renderLeft } from "./preferences-page.ts";
import { PREFERENCES_STYLE } from "./preferences-style.ts";

interface UnsubscribeWords {
  readonly ask: string;
  readonly askLead: (brand: string, address: string) => string;
  readonly button: string;
  readonly nothingYet: string;
  readonly fewer: string;
  readonly choose: string;
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
    fewer: "Fewer instead of none? ",
    choose: "Choose which e-mails you get",
    done: "You are unsubscribed",
    doneLead: (brand, address) => `${brand} will send no more digests to ${address}, not even those already prepared.`,
    doneNote: "It took effect at once, and there is nothing else to do.",
    you: "you",
    broken: "This link does not work",
    brokenLead:
      "Your mail program may have cut it in two. Open the e-mail again and follow the link from there, or use the unsubscribe button that your mail program shows beside the sender’s name. If it is an old e-mail and nothing helps, reply to it: whoever sends it can take your address off.",
    brokenNote: "Nothing has changed.",
  },
  fr: {
    ask: "Ne plus recevoir ces e-mails\u202f?",
    askLead: (brand, address) =>
      `${brand} envoie à ${address} des récapitulatifs de ce qui reste à découvrir. Un clic suffit pour y mettre fin.`,
    button: "Me désabonner",
    nothingYet: "Rien n’a changé pour l’instant. Si vous êtes ici par erreur, fermez simplement cette page.",
    fewer: "En recevoir moins plutôt que plus du tout\u202f? ",
    choose: "Choisir les e-mails que je reçois",
    done: "Votre désabonnement est fait",
    doneLead: (brand, address) =>
      `${brand} n’enverra plus de récapitulatif à ${address}, pas même ceux qui étaient déjà prêts.`,
    doneNote: "C’est immédiat, vous n’avez rien d’autre à faire.",
    you: "votre adresse",
    broken: "Ce lien ne fonctionne pas",
    brokenLead:
      "Votre messagerie l’a peut-être coupé en deux. Rouvrez l’e-mail et suivez le lien depuis celui-ci, ou utilisez le bouton de désabonnement que votre messagerie affiche à côté de l’expéditeur. Si l’e-mail est ancien et que rien n’y fait, répondez-y\u202f: l’expéditeur pourra retirer votre adresse.",
    brokenNote: "Rien n’a changé.",
  },
};

/** Asks, or says that it is done; the form goes back to the page's own address. */
export function renderUnsubscribe(brand: PageBrand, view: UnsubscribeView): string {
  const words = WORDS[view.language];
  const address = view.maskedAddress ?? words.you;
  if (view.unsubscribed) {
    const body = html`<h1>${words.done}</h1>
<p role="status">${words.doneLead(brand.name, address)}</p>
<p class="note">${words.doneNote}</p>
${view.preferencesUrl !== null && renderLeft(view.language, besideThis(view.preferencesUrl), true)}`;
    return renderPlainPage(view.language, brand, words.done, body, { style: PREFERENCES_STYLE });
  }
  const body = html`<h1>${words.ask}</h1>
<p>${words.askLead(brand.name, address)}</p>
<form method="post"><button type="submit">${words.button}</button></form>
<p class="note">${words.nothingYet}</p>
${
  view.preferencesUrl !== null &&
  html`<p class="note">${words.fewer}<a href="${besideThis(view.preferencesUrl)}">${words.choose}</a></p>`
}`;
  return renderPlainPage(view.language, brand, words.ask, body, { style: PREFERENCES_STYLE });
}

/** From `/u/TOKEN`, whatever host and path this page was reached by: forms may only go to where it came from. */
function besideThis(preferencesUrl: string): string {
  return `../p/${preferencesUrl.slice(preferencesUrl.lastIndexOf("/") + 1)}`;
}

export function renderBrokenLink(language: PageLanguage): string {
  const words = WORDS[language];
  const body = html`<h1>${words.broken}</h1>
<p>${words.brokenLead}</p>
<p class="note">${words.brokenNote}</p>`;
  return renderPlainPage(language, null, words.broken, body);
}
