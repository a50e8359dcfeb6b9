import type { ReportLanguage } from "../words/words.ts";
import type { ComparedMeasure, Comparison, GroupName, NoComparison } from "./comparison-report.ts";

/** What the comparisons' part of a report says. Never a word for cause: nobody drew these groups. */
export interface ComparisonWords {
  readonly title: string;
  /** The first sentence under the title: who made the groups, and what it would take to prove anything. */
  readonly chosen: string;
  readonly noInterval: string;
  readonly measure: string;
  readonly titles: Readonly<Record<Comparison["kind"], string>>;
  readonly groups: Readonly<Record<GroupName, string>>;
  readonly activity: (days: string, from: string, active: string, inactive: string) => string;
  readonly activityBias: string;
  readonly customers: (from: string, members: string, others: string) => string;
  readonly customersBias: string;
  readonly measures: Readonly<Record<ComparedMeasure, string>>;
  readonly years: (written: string, value: number) => string;
  readonly minutes: (written: string) => string;
  readonly tooFew: string;
  readonly notShown: Readonly<Record<NoComparison, (minimal: string, days: string) => string>>;
}

const ENGLISH: ComparisonWords = {
  title: "Side by side: comparisons, not proof",
  chosen:
    "These groups chose themselves: who comes, joins or takes part was different before, so that no difference below says where it comes from; to prove one, chance would have to decide who is in which group, as it does for the holdout.",
  noInterval:
    "No interval and no verdict stand here on purpose: they would weigh chance alone, and it is not by chance that these groups differ.",
  measure: "Figure",
  titles: {
    activity: "Active and inactive members",
    customers: "Customers who are members, customers who are not",
  },
  groups: { active: "Active", inactive: "Inactive", member: "Members", other: "Not members" },
  activity: (days, from, active, inactive) =>
    `Of the members who had joined ${days} days or more before ${from}, ${active} came in those ${days} days (active) and ${inactive} did not (inactive).`,
  activityBias:
    "Who means to stay also comes more; coming and renewing may both follow from that. What either group did in the period:",
  customers: (from, members, others) =>
    `Of the customers on ${from}, ${members} were members of the community and ${others} were not. Whoever became a member later counts among the others.`,
  customersBias:
    "Who joins is often an older, larger or more satisfied customer to begin with. What became of either group:",
  measures: {
    came: "Came in the period",
    visits_mean: "Visits each, mean",
    visits_median: "Visits each, median",
    minutes_median: "Time a visit, median",
    renewed: "Memberships renewed",
    left: "Left in the period",
    customer_renewed: "Renewed since the period began",
    years_median: "Customer for, median",
  },
  years: (written, value) => `${written} ${value === 1 ? "year" : "years"}`,
  minutes: (written) => `${written} min`,
  tooFew: "too few",
  notShown: {
    small_group: (minimal) =>
      `Not shown: one of both groups has fewer than ${minimal} people, and somebody might be recognised.`,
    no_history: (_, days) =>
      `Not shown: nothing was recorded ${days} days before the period, by which the groups are formed.`,
    silent: () => "Not shown: the site has told of no act since before the period.",
  },
};

const FRENCH: ComparisonWords = {
  title: "Côte à côte : des comparaisons, pas des preuves",
  chosen:
    "Ces groupes se sont formés d’eux-mêmes : qui vient, s’inscrit ou participe était déjà différent, et aucun écart ci-dessous ne dit d’où il vient ; pour le prouver, il faudrait que le tirage au sort décide qui est dans quel groupe, comme pour le groupe témoin.",
  noInterval:
    "Ni intervalle ni verdict ici, et c’est voulu : ils ne mesureraient que le hasard, or ce n’est pas par hasard que ces groupes diffèrent.",
  measure: "Chiffre",
  titles: {
    activity: "Membres actifs et membres inactifs",
    customers: "Clients membres et clients non membres",
  },
  groups: { active: "Actifs", inactive: "Inactifs", member: "Membres", other: "Non-membres" },
  activity: (days, from, active, inactive) =>
    `Parmi les membres inscrits depuis au moins ${days} jours au ${from}, ${active} étaient venus dans ces ${days} jours (actifs) et ${inactive} non (inactifs).`,
  activityBias:
    "Qui compte rester vient aussi plus souvent ; venir et renouveler peuvent découler tous deux de cela. Ce que les uns et les autres ont fait pendant la période :",
  customers: (from, members, others) =>
    `Parmi les clients au ${from}, ${members} étaient membres de la communauté et ${others} ne l’étaient pas. Qui s’est inscrit plus tard compte avec les non-membres.`,
  customersBias:
    "Qui s’inscrit est souvent, dès le départ, un client plus ancien, plus important ou plus satisfait. Ce que les uns et les autres sont devenus :",
  measures: {
    came: "Venus pendant la période",
    visits_mean: "Visites par membre, moyenne",
    visits_median: "Visites par membre, médiane",
    minutes_median: "Durée d’une visite, médiane",
    renewed: "Adhésions renouvelées",
    left: "Partis pendant la période",
    customer_renewed: "Renouvelés depuis le début de la période",
    years_median: "Ancienneté comme client, médiane",
  },
  years: (written, value) => `${written} ${value < 2 ? "an" : "ans"}`,
  minutes: (written) => `${written} min`,
  tooFew: "trop peu",
  notShown: {
    small_group: (minimal) =>
      `Non affiché : l’un des deux groupes compte moins de ${minimal} personnes, et quelqu’un pourrait être reconnu.`,
    no_history: (_, days) =>
      `Non affiché : rien n’était enregistré ${days} jours avant la période, ce qui sert à former les groupes.`,
    silent: () => "Non affiché : le site n’a signalé aucun acte depuis le début de la période.",
  },
};

export function comparisonWords(language: ReportLanguage): ComparisonWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
