import { isSingular, numberOf } from "../words/number-of.ts";
import type { ReportLanguage } from "../words/words.ts";

/** All that a forecast says, in one language. Numbers and dates arrive written. */
export interface ForecastWords {
  readonly title: (from: string, to: string) => string;
  readonly lookedAt: (reachable: string, lookedAt: string, futures: string) => string;
  readonly pastWeeks: (weeks: string) => string;
  readonly noRhythm: string;
  readonly silentSince: (date: string) => string;
  readonly noRules: string;
  readonly runsOut: (rule: string, members: string, from: string) => string;
  readonly runsOutNow: (rule: string, members: string) => string;
  readonly themeRunsOut: (theme: string, members: string, from: string) => string;
  readonly rules: string;
  readonly rulesNote: string;
  readonly week: string;
  readonly mails: string;
  readonly tooFew: string;
  /** Head of the column of those. */
  readonly range: string;
  readonly between: (low: string, high: string) => string;
  readonly asInThePast: string;
  readonly unknownYet: string;
  readonly stock: string;
  readonly stockNote: string;
  readonly theme: string;
  readonly anyLanguage: string;
  readonly hot: string;
  readonly cold: string;
  readonly left: string;
  readonly themes: string;
  readonly themesNote: string;
  readonly noThemes: string;
  readonly carers: string;
  readonly withoutNow: string;
  readonly withoutAtEnd: string;
  readonly fromTo: (now: string, end: string) => string;
  readonly lives: string;
  readonly noLives: string;
  readonly live: string;
  readonly starts: string;
  readonly registered: string;
  readonly renewals: string;
  readonly noRenewals: string;
  readonly due: string;
  readonly away: string;
  readonly method: string;
  readonly methodText: readonly string[];
}

const counted = { en: numberOf("en"), fr: numberOf("fr") };
const membersIn = {
  en: (members: string) => counted.en(members, "member", "members"),
  fr: (members: string) => counted.fr(members, "membre", "membres"),
};

const ENGLISH: ForecastWords = {
  title: (from, to) => `What is to come, ${from} to ${to}`,
  lookedAt: (reachable, lookedAt, futures) =>
    reachable === lookedAt
      ? `Mail can reach ${membersIn.en(reachable)}, each followed through ${futures} possible futures.`
      : `Mail can reach ${membersIn.en(reachable)}. What follows is worked out from a sample of ${lookedAt} of these members, in ${futures} possible futures.`,
  pastWeeks: (weeks) =>
    `There ${isSingular(weeks, "en") ? "is only one week" : `are only ${weeks} weeks`} of contents to go by: take it as a first guess.`,
  noRhythm: "Too few members came back often enough to know their rhythm: each comes as in the last weeks.",
  silentSince: (date) =>
    `Nothing that members did has arrived since ${date}: they seem to be away, and contents to be few. See: rekindle doctor`,
  noRules: "No rule is live, so no mail is expected.",
  runsOut: (rule, members, from) => `At this pace, ${rule} has nothing left for ${membersIn.en(members)} from ${from}.`,
  runsOutNow: (rule, members) => `${rule} already has nothing left for ${membersIn.en(members)} a week.`,
  themeRunsOut: (theme, members, from) =>
    `At this pace, nothing is left on ${theme} from ${from} for ${members} ${isSingular(members, "en") ? "member who cares" : "members who care"} for it.`,
  rules: "Mails by rule and week",
  rulesNote:
    "Too few: members who would get the mail but for contents. Beside a figure, the lowest and the highest of the futures; nothing where all agree.",
  week: "Week",
  mails: "Mails",
  tooFew: "Too few",
  range: "Lowest to highest",
  between: (low, high) => `${low} to ${high}`,
  asInThePast: "It waits for something to happen: as many mails as in its last weeks. Too few picks cannot be told.",
  unknownYet: "It waits for something to happen and is live for less than a week: nothing can be told yet.",
  stock: "Contents in stock, now and at the end",
  stockNote: "Left: what a reader of that language has neither seen nor been proposed, on average.",
  theme: "Theme",
  anyLanguage: "any language",
  hot: "Hot",
  cold: "Cold",
  left: "Left",
  themes: "Members who care for a theme and have nothing left of it",
  themesNote:
    "They viewed such contents more than others lately (as interested_in has it), and have seen or been proposed them all.",
  noThemes: "It cannot be told: no member has viewed enough to care for a theme.",
  carers: "Care for it",
  withoutNow: "None left now",
  withoutAtEnd: "At the end",
  fromTo: (now, end) => `${now} → ${end}`,
  lives: "Lives and events to come",
  noLives: "None is announced.",
  live: "Live",
  starts: "Starts",
  registered: "Registered",
  renewals: "Memberships due for renewal",
  noRenewals: "It cannot be told: of no member the site says when their membership is up for renewal.",
  due: "Due",
  away: "Away for 30 days",
  method: "How this was foreseen",
  methodText: [
    "Each member comes as people with such a past do in this community: some often, some no more.",
    "Contents are published as in the last 8 weeks, week by week in an order that is drawn, and who joined in these weeks joins once more.",
    "Every day the rules are applied as they are today, with limits, order, control group and picks; a digest uses up its picks.",
    "What the digests change in visits is not added. A summer, a campaign or a new rule that the last weeks did not know are not foreseen.",
  ],
};

const FRENCH: ForecastWords = {
  title: (from, to) => `Ce qui s’annonce, du ${from} au ${to}`,
  lookedAt: (reachable, lookedAt, futures) =>
    reachable === lookedAt
      ? `Membres à qui l’on peut écrire : ${reachable}. Chacun a été suivi dans ${futures} avenirs possibles.`
      : `Membres à qui l’on peut écrire : ${reachable}. La suite est estimée sur un échantillon de ${lookedAt} d’entre eux, en ${futures} avenirs possibles.`,
  pastWeeks: (weeks) =>
    `On ne dispose que ${isSingular(weeks, "fr") ? "d’une semaine" : `de ${weeks} semaines`} de contenus pour prévoir : à prendre comme une première estimation.`,
  noRhythm:
    "Trop peu de membres sont revenus assez souvent pour que leur rythme soit connu : chacun vient comme ces dernières semaines.",
  silentSince: (date) =>
    `Rien de ce que font les membres n’est arrivé depuis le ${date} : ils paraissent absents, et les contenus rares. Voir : rekindle doctor`,
  noRules: "Aucune règle n’est active : aucun e-mail n’est attendu.",
  runsOut: (rule, members, from) =>
    `À ce rythme, ${rule} n’aura plus rien à proposer à ${membersIn.fr(members)} à partir du ${from}.`,
  runsOutNow: (rule, members) => `${rule} n’a déjà plus rien à proposer à ${membersIn.fr(members)} par semaine.`,
  themeRunsOut: (theme, members, from) =>
    `À ce rythme, il ne restera rien sur ${theme} à partir du ${from} pour ${membersIn.fr(members)} que cette thématique intéresse.`,
  rules: "E-mails par règle et par semaine",
  rulesNote:
    "À court : les membres qui recevraient l’e-mail s’il restait des contenus. À côté d’un chiffre, le plus bas et le plus haut des avenirs simulés ; rien quand tous donnent le même.",
  week: "Semaine",
  mails: "E-mails",
  tooFew: "À court",
  range: "Du plus bas au plus haut",
  between: (low, high) => `${low} à ${high}`,
  asInThePast:
    "Elle attend un événement : autant d’e-mails que ces dernières semaines. On ne peut dire qui sera à court de contenus.",
  unknownYet: "Elle attend un événement et est active depuis moins d’une semaine : on ne peut encore rien dire.",
  stock: "Contenus disponibles, aujourd’hui et à la fin",
  stockNote: "Reste : ce qu’un lecteur de cette langue n’a ni consulté ni reçu, en moyenne.",
  theme: "Thématique",
  anyLanguage: "toutes langues",
  hot: "Chauds",
  cold: "Froids",
  left: "Reste",
  themes: "Membres intéressés par une thématique dont il ne leur reste rien",
  themesNote:
    "Leurs consultations récentes portent souvent sur elle (au sens de interested_in), et ils en ont tout vu ou tout reçu.",
  noThemes: "On ne peut le dire : aucun membre n’a assez consulté pour qu’une thématique l’intéresse.",
  carers: "Intéressés",
  withoutNow: "Sans rien",
  withoutAtEnd: "À la fin",
  fromTo: (now, end) => `${now} → ${end}`,
  lives: "Lives et événements à venir",
  noLives: "Aucun n’est annoncé.",
  live: "Live",
  starts: "Début",
  registered: "Inscrits",
  renewals: "Adhésions à renouveler",
  noRenewals: "On ne peut le dire : le site n’indique la date de renouvellement d’aucun membre.",
  due: "À renouveler",
  away: "Absents depuis 30 jours",
  method: "Comment cette prévision est faite",
  methodText: [
    "Chaque membre vient comme viennent ici ceux qui ont le même passé : les uns souvent, d’autres plus du tout.",
    "Les contenus paraissent comme ces 8 dernières semaines, reprises dans un ordre tiré au sort, et les inscriptions se répètent de même.",
    "Chaque jour, les règles s’appliquent telles qu’elles sont aujourd’hui, avec leurs limites, leur ordre, le groupe témoin et le choix des contenus ; un récapitulatif consomme les siens.",
    "Ce que les envois changent aux visites n’est pas ajouté. Un été, une campagne ou une nouvelle règle que les dernières semaines n’ont pas connus ne sont pas prévus.",
  ],
};

export function forecastWords(language: ReportLanguage): ForecastWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
