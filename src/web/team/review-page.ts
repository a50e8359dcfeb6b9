import { DateTime } from "luxon";
import type { MailingView } from "../../audience/holding/hold-mailing.ts";
import { withFirst } from "../../core/first-of-month.ts";
import { html } from "../html.ts";
import { type PageBrand, renderPlainPage } from "../plain-page.ts";
import { type PageLanguage, wordingFor } from "../wording.ts";

interface ReviewWords {
  readonly title: (rule: string, date: string) => string;
  readonly goesOn: string;
  readonly held: string;
  readonly over: string;
  readonly waiting: (count: string) => string;
  readonly left: (count: string) => string;
  readonly notYet: string;
  readonly hold: string;
  readonly release: string;
  readonly note: string;
  readonly broken: string;
  readonly brokenLead: string;
}

const WORDS: Readonly<Record<PageLanguage, ReviewWords>> = {
  en: {
    title: (rule, date) => `${rule}, ${date}`,
    goesOn: "This mailing goes on: each member gets theirs at the rule’s hour in their own timezone.",
    held: "This mailing is held. Nothing more of it leaves until someone lets it go; what waits expires with its day.",
    over: "This mailing’s day is over: there is nothing left to hold.",
    waiting: (count) => `Digests that wait to leave: ${count}.`,
    left: (count) => `Digests that have left: ${count}.`,
    notYet: "None of it has been planned yet.",
    hold: "Hold this mailing",
    release: "Let it go",
    note: "It concerns this rule on this date, in every timezone. The rule’s other mailings and the other rules go on.",
    broken: "This link does not work",
    brokenLead: "Your mail program may have cut it in two. Open the proof again and follow the link from there.",
  },
  fr: {
    title: (rule, date) => `${rule}, ${date}`,
    goesOn: "Cet envoi suit son cours : chaque membre le reçoit à l’heure de la règle, dans son propre fuseau horaire.",
    held: "Cet envoi est retenu. Plus rien n’en part jusqu’à ce que quelqu’un le laisse partir ; ce qui attend expire avec sa journée.",
    over: "La journée de cet envoi est passée : il n’y a plus rien à retenir.",
    waiting: (count) => `Récapitulatifs en attente de départ : ${count}.`,
    left: (count) => `Récapitulatifs déjà partis : ${count}.`,
    notYet: "Rien n’en est encore prévu.",
    hold: "Retenir cet envoi",
    release: "Le laisser partir",
    note: "Cela concerne cette règle à cette date, dans tous les fuseaux horaires. Ses autres envois et les autres règles suivent leur cours.",
    broken: "Ce lien ne fonctionne pas",
    brokenLead: "Votre messagerie l’a peut-être coupé en deux. Rouvrez l’épreuve et suivez le lien depuis celle-ci.",
  },
};

/** How the mailing stands, and the buttons that change it; each form goes back to the page's own address. */
export function renderReview(language: PageLanguage, brand: PageBrand, view: MailingView): string {
  const words = WORDS[language];
  const { locale } = wordingFor(language);
  const date = withFirst(
    DateTime.fromISO(view.localDate, { zone: "utc" }).setLocale(locale).toLocaleString(DateTime.DATE_FULL),
    language,
  );
  const title = words.title(view.rule, date);
  const isHeld = view.isHeld || view.held > 0;
  const counts = [
    ...(view.waiting > 0 ? [words.waiting(view.waiting.toLocaleString(locale))] : []),
    ...(view.left > 0 ? [words.left(view.left.toLocaleString(locale))] : []),
  ];
  const body = html`<h1>${title}</h1>
<p role="status">${view.isOver ? words.over : isHeld ? words.held : words.goesOn}</p>
<p>${counts.length === 0 ? words.notYet : counts.join(" ")}</p>
${view.isOver ? null : formFor(isHeld ? "release" : "hold", isHeld ? words.release : words.hold)}
<p class="note">${words.note}</p>`;
  return renderPlainPage(language, brand, title, body);
}

function formFor(action: "hold" | "release", label: string) {
  return html`<form method="post" action="?do=${action}"><button type="submit">${label}</button></form>`;
}

export function renderBrokenReviewLink(language: PageLanguage): string {
  const words = WORDS[language];
  return renderPlainPage(language, null, words.broken, html`<h1>${words.broken}</h1><p>${words.brokenLead}</p>`);
}
