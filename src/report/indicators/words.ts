import { isSingular, numberOf } from "../words/number-of.ts";
import type { ReportLanguage } from "../words/words.ts";
import type { NoFigure } from "./measure-indicators.ts";

/** What the indicators' part of a report says beside the names of the table. */
export interface IndicatorWords {
  readonly title: string;
  readonly colon: string;
  readonly intro: (members: string) => string;
  readonly noProof: string;
  readonly silent: (date: string) => string;
  readonly lastAct: (date: string) => string;
  readonly notBegun: string;
  /** Instead of the period that figures are held against, where nothing of it is known. */
  readonly noBefore: (period: string) => string;
  readonly now: string;
  readonly before: string;
  readonly change: string;
  readonly target: string;
  readonly indicator: string;
  readonly definitions: string;
  readonly units: Readonly<Record<"days" | "hours" | "minutes", (written: string, value: number) => string>>;
  readonly answers: (count: string) => string;
  readonly points: (value: string) => string;
  readonly same: string;
  readonly fromNone: string;
  readonly reasons: Readonly<Record<NoFigure, string>>;
  readonly met: string;
  readonly missed: string;
  readonly atMost: (value: string) => string;
  readonly atLeast: (value: string) => string;
  readonly targets: string;
  readonly goals: string;
  readonly goal: (name: string, indicator: string, now: string, target: string, by: string | null) => string;
  readonly goalUnknown: (name: string, indicator: string, target: string) => string;
  readonly reached: string;
  readonly notReached: string;
  readonly serves: (goals: string) => string;
  readonly missing: string;
  readonly needs: (events: string, indicators: string) => string;
  readonly or: string;
  readonly nothing: (indicators: string) => string;
  readonly dropped: (indicators: string) => string;
  readonly byKind: string;
  readonly kind: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly byMembers: string;
  readonly people: string;
  readonly byTeam: string;
  readonly byTheme: string;
  readonly discussed: string;
  readonly discussants: string;
  readonly reactions: string;
  readonly comments: string;
  readonly landings: string;
  readonly page: string;
  readonly visits: string;
  readonly measures: string;
  readonly measuresNote: string;
  readonly measure: string;
  readonly source: string;
}

const ENGLISH: IndicatorWords = {
  title: "What the community did",
  colon: ": ",
  intro: (members) =>
    isSingular(members, "en")
      ? "Shares of members are of the one who had joined before the period."
      : `Shares of members are of all ${members} who had joined before the period, those who never came included.`,
  noProof:
    "A change says what happened, not why: what the digests caused is measured apart, under “What the digests changed”.",
  silent: (date) =>
    `The site has told of no act since ${date}: nothing of this period can be said. Find out why it is silent before reading on.`,
  lastAct: (date) =>
    `The site has told of no act since ${date}: what came after it is missing from these figures, and members seem to come less than they did.`,
  notBegun: "Nothing that members did was recorded by the end of this period: what they did in it cannot be said.",
  noBefore: (period) => `Nothing was recorded yet of the time to hold it against (${period}).`,
  now: "This period",
  before: "Before",
  change: "Change",
  target: "Target",
  indicator: "Indicator",
  definitions: "What these figures mean",
  units: {
    days: (written, value) => `${written} ${value === 1 ? "day" : "days"}`,
    hours: (written, value) => `${written} ${value === 1 ? "hour" : "hours"}`,
    minutes: (written) => `${written} min`,
  },
  answers: (count) => `answers: ${count}`,
  points: (value) => `${value} points`,
  same: "about the same",
  fromNone: "from none",
  reasons: {
    silent: "not received",
    needs_event: "not received",
    dropped: "not kept",
    no_history: "not recorded",
    only_now: "not known",
    nothing: "nothing to count",
  },
  met: "reached",
  missed: "not yet",
  atMost: (value) => `at most ${value}`,
  atLeast: (value) => `at least ${value}`,
  targets: "Your targets",
  goals: "Your goals",
  goal: (name, indicator, now, target, by) =>
    `${name}: “${indicator}” is at ${now}; the goal is ${target}${by === null ? "" : ` by ${by}`}.`,
  goalUnknown: (name, indicator, target) =>
    `${name}: “${indicator}” cannot be computed yet; the goal is ${target}. What it needs stands below.`,
  reached: "Reached.",
  notReached: "Not reached yet.",
  serves: (goals) => `goal: ${goals}`,
  missing: "What cannot be shown, and what it needs",
  needs: (events, indicators) => `${events}: ${indicators}.`,
  or: " or ",
  nothing: (indicators) => `Nothing to count in this period: ${indicators}.`,
  dropped: (indicators) => `The activities of this period are no longer kept: ${indicators}.`,
  byKind: "Contributions by type",
  kind: "Type",
  kinds: {
    comment: "Comments",
    answer: "Answers",
    feedback: "Feedback",
    article: "Articles",
    discussion: "Discussions",
    question: "Questions",
    document: "Documents",
    video: "Videos",
    event: "Events",
    live: "Lives",
  },
  byMembers: "By members",
  people: "Members",
  byTeam: "By the team",
  byTheme: "Contributions by theme",
  discussed: "What is discussed most",
  discussants: "Members",
  reactions: "Reactions",
  comments: "Comments",
  landings: "Where visits begin",
  page: "Page",
  visits: "Visits",
  measures: "Figures of your own",
  measuresNote: "Imported from the sources named; never mixed with the figures above.",
  measure: "Figure",
  source: "Source",
};

const FRENCH: IndicatorWords = {
  title: "La vie de la communauté",
  colon: "\u00a0: ",
  intro: (members) =>
    isSingular(members, "fr")
      ? `Les parts de membres se rapportent à ceux inscrits avant la période (${members}), y compris ceux qui ne sont jamais venus.`
      : `Les parts de membres se rapportent aux ${members} inscrits d’avant la période, y compris ceux qui ne sont jamais venus.`,
  noProof:
    "Une évolution dit ce qui s’est passé, pas pourquoi : ce que les envois ont causé est mesuré à part, sous « Ce que les récapitulatifs ont changé ».",
  silent: (date) =>
    `Le site n’a transmis aucune activité depuis le ${date} : on ne peut rien dire de cette période. Cherchez d’abord pourquoi il se tait.`,
  lastAct: (date) =>
    `Le site n’a transmis aucune activité depuis le ${date} : ce qui a suivi manque dans ces chiffres, et les membres semblent venir moins qu’en réalité.`,
  notBegun:
    "Rien de ce que font les membres n’était encore enregistré à la fin de cette période : on ne peut pas dire ce qu’ils y ont fait.",
  noBefore: (period) => `Rien n’était encore enregistré pour la période de comparaison (${period}).`,
  now: "Cette période",
  before: "Avant",
  change: "Évolution",
  target: "Cible",
  indicator: "Indicateur",
  definitions: "Ce que signifient ces chiffres",
  units: {
    // In French, two is the first plural: 1,5 jour.
    days: (written, value) => `${written} ${value < 2 ? "jour" : "jours"}`,
    hours: (written, value) => `${written} ${value < 2 ? "heure" : "heures"}`,
    minutes: (written) => `${written} min`,
  },
  answers: (count) => `réponses : ${count}`,
  points: (value) => numberOf("fr")(value, "point", "points"),
  same: "stable",
  fromNone: "parti de zéro",
  reasons: {
    silent: "rien reçu",
    needs_event: "rien reçu",
    dropped: "non conservé",
    no_history: "non enregistré",
    only_now: "inconnu",
    nothing: "rien à compter",
  },
  met: "atteinte",
  missed: "pas encore",
  atMost: (value) => `au plus ${value}`,
  atLeast: (value) => `au moins ${value}`,
  targets: "Vos cibles",
  goals: "Vos objectifs",
  goal: (name, indicator, now, target, by) =>
    `${name} : « ${indicator} » est à ${now} ; l’objectif est de ${target}${by === null ? "" : ` d’ici le ${by}`}.`,
  goalUnknown: (name, indicator, target) =>
    `${name} : « ${indicator} » ne peut pas encore être calculé ; l’objectif est de ${target}. Ce qui manque est indiqué plus bas.`,
  reached: "Atteint.",
  notReached: "Pas encore atteint.",
  serves: (goals) => `objectif : ${goals}`,
  missing: "Ce qui ne peut pas être affiché, et ce qui manque pour cela",
  needs: (events, indicators) => `${events} : ${indicators}.`,
  or: " ou ",
  nothing: (indicators) => `Rien à compter sur cette période : ${indicators}.`,
  dropped: (indicators) => `Les activités de cette période ne sont plus conservées : ${indicators}.`,
  byKind: "Contributions par type",
  kind: "Type",
  kinds: {
    comment: "Commentaires",
    answer: "Réponses",
    feedback: "Retours",
    article: "Articles",
    discussion: "Discussions",
    question: "Questions",
    document: "Documents",
    video: "Vidéos",
    event: "Événements",
    live: "Lives",
  },
  byMembers: "Des membres",
  people: "Membres",
  byTeam: "De l’équipe",
  byTheme: "Contributions par thématique",
  discussed: "Ce qui fait le plus réagir",
  discussants: "Membres",
  reactions: "Réactions",
  comments: "Commentaires",
  landings: "Par où commencent les visites",
  page: "Page",
  visits: "Visites",
  measures: "Vos propres chiffres",
  measuresNote: "Importés des sources citées ; jamais mêlés aux chiffres ci-dessus.",
  measure: "Chiffre",
  source: "Source",
};

export function indicatorWords(language: ReportLanguage): IndicatorWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
