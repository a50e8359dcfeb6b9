import type { CheckedRule } from "../../src/core/rules/rule.ts";
import type { DigestModel, ShownLive, ShownPick, ShownSubject } from "../../src/digest/mails/ports.ts";

/** What a mail may have to show, for every shipped template alike. */
export const SCENES = ["few", "many", "bare", "long"] as const;
export type SceneName = (typeof SCENES)[number];

const EN = {
  titles: [
    "How we cut churn by a third without a single discount",
    "Who welcomes newcomers at your place?",
    "The quarterly review guide",
    "Three kinds of discount, and when each one hurts",
    "Fewer tickets: what worked",
  ],
  summary:
    "Three teams compared notes for six months. What they kept, what they dropped, and the one mail that did most of it.",
  reasons: ["Popular this week in Pricing", "You read 2 others on Onboarding", "Read by 214 members"],
  startsOn: "Tuesday, December 1 at 6:00 PM GMT+1",
  live: "Ask us anything: pricing a small product",
  says: ["Léa, Tom and 2 others wrote 5 comments", "Nora wrote a comment"],
  away: "7 days",
  renewsOn: "January 15, 2027",
  themes: "Pricing, Onboarding and Support",
};
const FR: typeof EN = {
  titles: [
    "Comment nous avons réduit les départs d’un tiers, sans la moindre remise",
    "Qui accueille les nouveaux chez vous ?",
    "Le guide du bilan trimestriel",
    "Trois sortes de remises, et quand chacune fait mal",
    "Moins de tickets : ce qui a marché",
  ],
  summary:
    "Trois équipes ont comparé leurs notes pendant six mois : ce qu’elles ont gardé, abandonné, et l’e-mail qui a presque tout fait.",
  reasons: [
    "Populaire cette semaine, thématique Tarifs",
    "Vous avez déjà lu 2 contenus sur Onboarding",
    "Déjà lu par 214 membres",
  ],
  startsOn: "mardi 1er décembre à 18:00 UTC+1",
  live: "Toutes vos questions : fixer le prix d’un petit produit",
  says: ["Léa, Tom et 2 autres ont écrit 5 commentaires", "Nora a écrit un commentaire"],
  away: "7 jours",
  renewsOn: "15 janvier 2027",
  themes: "Tarifs, Onboarding et Support",
};

const LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const LINK = "https://news.example/l/eyJwIjoibCJ9.3q2-7wAAAA.k1";
const TYPES = ["article", "discussion", "document", "video", "question"];

export function sceneModel(name: SceneName, rule: CheckedRule, language: "en" | "fr"): DigestModel {
  const words = language === "fr" ? FR : EN;
  const bare = name === "bare";
  const titleAt = (at: number): string =>
    name === "long" ? `${LONG_WORD} ${words.titles[at % 5]} ${LONG_WORD}` : (words.titles[at % 5] ?? "");
  const image = bare ? null : `https://club.example/images/1.jpg`;
  const pick = (at: number, kind: ShownPick["kind"]): ShownPick => ({
    title: titleAt(at),
    url: `https://club.example/c/${at}?a=1&b=2`,
    kind,
    type: TYPES[at % TYPES.length] ?? "article",
    theme: bare ? null : "Pricing",
    summary: bare ? null : words.summary,
    reason: words.reasons[at % 3] ?? "",
    image,
    startsOn: null,
    usefulUrl: `${LINK.replace("/l/", "/f/")}${at}`,
  });
  const count = { few: 3, many: 50, bare: 1, long: 4 }[name];
  const hot = Math.ceil(count * 0.6);
  const live = (at: number): ShownLive => ({
    title: at === 0 && name !== "long" ? words.live : titleAt(at),
    url: `https://club.example/lives/${at}`,
    theme: bare ? null : "Pricing",
    summary: bare ? null : words.summary,
    image,
    startsOn: words.startsOn,
    calendarUrl: `${LINK}/${at}.ics`,
  });
  const subject = (at: number): ShownSubject => ({
    kind: "activity",
    says: words.says[at % 2] ?? "",
    title: titleAt(at),
    url: `https://club.example/c/${at}`,
    type: "discussion",
    theme: bare ? null : "Onboarding",
    summary: null,
    image,
    count: 5,
    names: ["Léa", "Tom"],
    startsOn: null,
    calendarUrl: null,
  });
  const several = { few: 2, many: 10, bare: 1, long: 2 }[name];
  const asks = (kind: string): boolean => JSON.stringify(rule.when).includes(`"kind":"${kind}"`);
  const told = rule.upon === null ? 0 : several;
  const besides = rule.upon === null ? count : Math.min(count, rule.digest.picks.hot + rule.digest.picks.cold);
  const reading = { contents: bare ? 0 : 23, themes: bare ? "" : words.themes };
  return {
    language,
    rule: rule.name,
    brand: {
      name: "Club Ormeau",
      logo: bare ? null : "https://club.example/logo.png",
      colour: "#b03d0a",
      font: "Arial, Helvetica, sans-serif",
      postalAddress: "Ormeau SAS, 1 quai du Port, 44000 Nantes, France",
      legal: bare ? "" : "RCS Nantes 123 456 789",
    },
    member: bare ? { renewsOn: words.renewsOn } : { firstName: "Camille", renewsOn: words.renewsOn },
    picks: Array.from({ length: besides }, (_, at) => pick(at, at < hot ? "hot" : "cold")),
    subjects: Array.from({ length: told }, (_, at) => subject(at)),
    moreSubjects: name === "many" ? 3 : 0,
    events: [],
    lives: asks("live") && rule.upon === null ? Array.from({ length: several }, (_, at) => live(at)) : [],
    moreLives: name === "many" ? 4 : 0,
    reading: asks("renewal") ? reading : null,
    why: asks("renewal")
      ? { code: "renewal" }
      : asks("live")
        ? { code: "live" }
        : asks("joined")
          ? { code: "joined" }
          : rule.upon === null
            ? { code: "away", duration: words.away }
            : { code: "participants" },
    siteUrl: "https://club.example/",
    unsubscribeUrl: "https://news.example/u/eyJwIjoidSJ9.3q2-7wAAAA.k1",
    preferencesUrl: "https://news.example/p/eyJwIjoicCJ9.3q2-7wAAAA.k1",
  };
}

/** A rule of ours for each template that ships. */
export const RULE_OF: Readonly<Record<string, string>> = {
  digest: "seven-days-away",
  activity: "replies",
  welcome: "welcome",
  renewal: "renewal-soon",
  lives: "this-weeks-lives",
};
