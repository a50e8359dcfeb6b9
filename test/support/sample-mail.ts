import { fileURLToPath } from "node:url";
import type { DigestModel, ShownPick, Wording } from "../../src/digest/mails/ports.ts";

/** The shipped folder. */
export const EMAILS = fileURLToPath(new URL("../../emails", import.meta.url));

/** Texts of a rule. */
export const WORDING: Wording = {
  subject: "{% if member.firstName %}{{ member.firstName }}, {% endif %}{{ picks[0].title }}",
  preheader: null,
  intro: null,
  closing: null,
  button: null,
};

/** One pick as a mail shows it. */
export function pick(over: Partial<ShownPick> = {}): ShownPick {
  return {
    title: "How we cut churn",
    url: "https://club.example/c/12?a=1&b=2",
    kind: "hot",
    type: "article",
    theme: "Pricing",
    summary: "Three teams compared notes.",
    reason: "Popular this week in Pricing",
    image: null,
    startsOn: null,
    usefulUrl: "rekindle:useful:1",
    ...over,
  };
}

/** What a mail of two picks is made of. */
export function model(over: Partial<DigestModel> = {}): DigestModel {
  return {
    language: "en",
    rule: "seven-days-away",
    brand: {
      name: "The Club",
      logo: null,
      colour: "#0b5fff",
      font: "Inter",
      postalAddress: "12 rue des Lilas, Paris",
      legal: "Club SAS",
    },
    member: { firstName: "Anna" },
    picks: [pick(), pick({ kind: "cold", title: "The quarterly review guide", reason: "Read by 214 members" })],
    subjects: [],
    moreSubjects: 0,
    events: [],
    lives: [],
    moreLives: 0,
    reading: null,
    why: { code: "away", duration: "7 days" },
    siteUrl: "https://club.example/",
    unsubscribeUrl: "https://news.example/u/token",
    preferencesUrl: "https://news.example/p/token",
    ...over,
  };
}

/** A document of one column. */
export const body = (inner: string) =>
  `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
