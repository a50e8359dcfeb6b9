import type { PageLanguage } from "../wording.ts";
import type { ChoiceMistake } from "./choose-report.ts";

/** What stands around a report on its pages. What it says itself has its own words. */
export interface ReportPageWords {
  readonly views: string;
  readonly report: string;
  readonly indicators: string;
  readonly sponsor: string;
  readonly choose: string;
  readonly periods: { readonly whole: string; readonly "last-month": string; readonly "last-quarter": string };
  /** What indicators are of where a report is of all there is. */
  readonly lastWeeks: string;
  readonly another: string;
  readonly monthOrQuarter: string;
  readonly months: string;
  readonly quarters: string;
  /** @param quarter 1 to 4 */
  readonly quarter: (quarter: number, year: number) => string;
  readonly from: string;
  readonly to: string;
  readonly toHint: string;
  readonly show: string;
  readonly against: string;
  readonly againsts: { readonly previous: string; readonly "last-year": string };
  readonly at: (day: string, time: string) => string;
  /** @param at the day and the time that the figures are of */
  readonly computed: (at: string, seconds: string) => string;
  readonly older: (age: string) => string;
  readonly newer: string;
  readonly again: string;
  readonly ago: (minutes: number) => string;
  readonly waiting: string;
  readonly waitingMore: string;
  readonly failed: string;
  /** @param limit for how long the database was waited for */
  readonly slow: (limit: string) => string;
  readonly newerFailed: string;
  readonly busy: string;
  readonly wrong: string;
  readonly mistakes: Readonly<Record<ChoiceMistake["what"], (text: string) => string>>;
  readonly files: string;
  readonly filesHint: string;
  readonly file: { readonly html: string; readonly xlsx: string; readonly csv: string; readonly json: string };
  readonly rule: string;
  readonly allRules: string;
  readonly keep: string;
  readonly keepHint: string;
  readonly kept: (kind: string, id: number) => string;
  readonly keptOpen: string;
  readonly notFromHere: string;
  readonly saved: string;
  readonly savedTitle: string;
  readonly savedLead: string;
  readonly savedNone: string;
  readonly savedNoOlder: string;
  readonly savedNewest: string;
  readonly savedOlder: string;
  /** What the way to older and newer ones is called. */
  readonly savedMore: string;
  /** What it is, its period, its language, its files. */
  readonly savedColumns: readonly [string, string, string, string];
  readonly savedKinds: { readonly report: string; readonly sponsor: string };
  readonly savedChanged: (id: string, format: string) => string;
  readonly languages: { readonly en: string; readonly fr: string };
  readonly sheetTitle: string;
  readonly sheetLead: string;
  readonly openSheet: string;
}

const ENGLISH: ReportPageWords = {
  views: "Parts of the report",
  report: "Report",
  indicators: "Indicators",
  sponsor: "Sponsor’s sheet",
  choose: "Period",
  periods: { whole: "Since the first digest", "last-month": "Last month", "last-quarter": "Last quarter" },
  lastWeeks: "The last four weeks",
  another: "Another period",
  monthOrQuarter: "A month or a quarter",
  months: "Months",
  quarters: "Quarters",
  quarter: (quarter, year) => `Q${quarter} ${year}`,
  from: "From",
  to: "to",
  toHint: "The last day counts.",
  show: "Show",
  against: "Indicators against",
  againsts: { previous: "the period before", "last-year": "the same a year earlier" },
  at: (day, time) => `${day} at ${time}`,
  computed: (at, seconds) => `As of ${at}. Computed in ${seconds} s.`,
  older: (age) => `These figures were computed ${age}.`,
  newer: "A newer report is being made.",
  again: "Load it",
  ago: (minutes) =>
    minutes < 1 ? "less than a minute ago" : minutes === 1 ? "a minute ago" : `${minutes} minutes ago`,
  waiting: "The figures are being computed.",
  waitingMore:
    "They appear here by themselves. A large community takes some seconds; you may leave the page meanwhile.",
  failed: "The figures could not be computed. The log says why. Load the page again to try once more.",
  slow: (limit) =>
    `The database did not answer within ${limit}, so this report was given up. Choose a shorter period, or load the page again to try once more; if that takes as long, whoever runs the database should see what it waits for.`,
  newerFailed: "A newer report could not be made: the log says why. Load the page again to try once more.",
  busy: "Several reports are being computed already. Load the page again in a minute.",
  wrong: "This report cannot be shown",
  mistakes: {
    period: (text) =>
      `“${text}” is not a period. Choose one below, or write last-month, last-quarter, a month as 2026-10 or a quarter as 2026-Q3.`,
    rule: (text) => `“${text}” is no rule of this community, or no longer. Choose one below, or all.`,
    from: (text) => `“${text}” is not a day to begin with. Write it as 2026-10-01.`,
    to: (text) => `“${text}” is not a day to end with. Write it as 2026-10-31.`,
    both: (text) => `Both a period (${text}) and days were given. Choose one or the other.`,
    reversed: (text) => `The period ends before it begins: ${text}. Exchange the two days.`,
    not_begun: (text) => `“${text}” has not begun yet. Choose a period that has.`,
    against: (text) =>
      `“${text}” is nothing to hold indicators against. Choose the period before or the same a year earlier.`,
  },
  files: "To take along",
  filesHint: "The same figures, of the same period, as files.",
  file: {
    html: "A page to print or to send (HTML)",
    xlsx: "A workbook (Excel)",
    csv: "The indicators as a table (CSV)",
    json: "Everything, with all that is statistical (JSON)",
  },
  rule: "Rule",
  allRules: "All rules",
  keep: "Save a copy",
  keepHint: "In every format, with these figures. It never changes, whatever comes later.",
  kept: (kind, id) => `${kind} ${id} is saved as it is now, and never changes.`,
  keptOpen: "Open it",
  notFromHere:
    "Nothing was saved: your browser did not say that this came from a page of this server. Open the report here and press the button again.",
  saved: "Saved",
  savedTitle: "Saved reports",
  savedLead: "Copies as they were given out. They never change, whatever comes later.",
  savedNone: "Nothing was saved yet. Save a report by the button below it, or with: rekindle report --save",
  savedNoOlder: "None was saved before that.",
  savedNewest: "The newest",
  savedOlder: "Older ones",
  savedMore: "More saved reports",
  savedColumns: ["Saved", "Period", "Language", "Files"],
  savedKinds: { report: "Report", sponsor: "Sponsor’s sheet" },
  savedChanged: (id, format) =>
    `Saved report ${id} is not as it was saved: its ${format} was changed in the database. Do not use it; take it from a backup.`,
  languages: { en: "English", fr: "French" },
  sheetTitle: "The sponsor’s sheet",
  sheetLead: "One printed page for who pays for the community.",
  openSheet: "Open it to print",
};

const FRENCH: ReportPageWords = {
  views: "Parties du rapport",
  report: "Rapport",
  indicators: "Indicateurs",
  sponsor: "Pour la direction",
  choose: "Période",
  periods: {
    whole: "Depuis le premier récapitulatif",
    "last-month": "Le mois dernier",
    "last-quarter": "Le trimestre dernier",
  },
  lastWeeks: "Les quatre dernières semaines",
  another: "Une autre période",
  monthOrQuarter: "Un mois ou un trimestre",
  months: "Mois",
  quarters: "Trimestres",
  quarter: (quarter, year) => `${quarter === 1 ? "1er" : `${quarter}e`} trimestre ${year}`,
  from: "Du",
  to: "au",
  toHint: "Le dernier jour est compris.",
  show: "Afficher",
  against: "Indicateurs comparés à",
  againsts: { previous: "la période précédente", "last-year": "la même période un an plus tôt" },
  at: (day, time) => `${day} à ${time}`,
  computed: (at, seconds) => `Chiffres arrêtés au ${at}, calculés en ${seconds} s.`,
  older: (age) => `Ces chiffres ont été calculés ${age}.`,
  newer: "Un rapport plus récent est en préparation.",
  again: "L’afficher",
  ago: (minutes) =>
    minutes < 1 ? "il y a moins d’une minute" : `il y a ${minutes} ${minutes === 1 ? "minute" : "minutes"}`,
  waiting: "Les chiffres sont en cours de calcul.",
  waitingMore:
    "Ils s’afficheront ici d’eux-mêmes. Pour une grande communauté, il faut quelques secondes ; vous pouvez quitter la page entre-temps.",
  failed: "Les chiffres n’ont pas pu être calculés. Le journal dit pourquoi. Rechargez la page pour réessayer.",
  slow: (limit) =>
    `La base de données n’a pas répondu en ${limit} : ce rapport a été abandonné. Choisissez une période plus courte, ou rechargez la page pour réessayer ; si l’attente est la même, la personne qui gère la base doit regarder ce qui la retient.`,
  newerFailed:
    "Un rapport plus récent n’a pas pu être établi : le journal dit pourquoi. Rechargez la page pour réessayer.",
  busy: "Plusieurs rapports sont déjà en cours de calcul. Rechargez la page dans une minute.",
  wrong: "Ce rapport ne peut pas s’afficher",
  mistakes: {
    period: (text) =>
      `« ${text} » n’est pas une période. Choisissez-en une ci-dessous, ou écrivez last-month (le mois dernier), last-quarter (le trimestre dernier), un mois comme 2026-10 ou un trimestre comme 2026-Q3.`,
    rule: (text) =>
      `« ${text} » n’est pas une règle de cette communauté, ou ne l’est plus. Choisissez-en une ci-dessous, ou toutes.`,
    from: (text) => `« ${text} » n’est pas une date de début. Écrivez-la ainsi : 2026-10-01.`,
    to: (text) => `« ${text} » n’est pas une date de fin. Écrivez-la ainsi : 2026-10-31.`,
    both: (text) => `Une période (${text}) et des dates sont indiquées à la fois. Gardez l’une ou les autres.`,
    reversed: (text) => `La période finit avant de commencer : ${text}. Inversez les deux dates.`,
    not_begun: (text) => `« ${text} » n’a pas encore commencé. Choisissez une période déjà entamée.`,
    against: (text) =>
      `Les indicateurs ne peuvent pas être comparés à « ${text} ». Choisissez la période précédente ou la même un an plus tôt.`,
  },
  files: "À emporter",
  filesHint: "Les mêmes chiffres, sur la même période, sous forme de fichiers.",
  file: {
    html: "Une page à imprimer ou à envoyer (HTML)",
    xlsx: "Un classeur (Excel)",
    csv: "Les indicateurs en tableau (CSV)",
    json: "Tous les chiffres, statistiques comprises (JSON)",
  },
  rule: "Règle",
  allRules: "Toutes les règles",
  keep: "Conserver une copie",
  keepHint: "Dans tous les formats, avec ces chiffres. Elle ne change jamais, quoi qu’il arrive ensuite.",
  kept: (kind, id) => `${kind} ${id} : une copie est conservée telle quelle et ne changera jamais.`,
  keptOpen: "L’ouvrir",
  notFromHere:
    "Rien n’a été conservé : votre navigateur n’a pas indiqué que la demande venait d’une page de ce serveur. Ouvrez le rapport ici et cliquez de nouveau sur le bouton.",
  saved: "Rapports conservés",
  savedTitle: "Rapports conservés",
  savedLead: "Des copies telles qu’elles ont été remises. Elles ne changent jamais, quoi qu’il arrive ensuite.",
  savedNone:
    "Aucun rapport n’a encore été conservé. Pour en conserver un : le bouton au bas du rapport, ou rekindle report --save",
  savedNoOlder: "Aucun rapport n’a été conservé avant celui-là.",
  savedNewest: "Les plus récents",
  savedOlder: "Les plus anciens",
  savedMore: "Autres rapports conservés",
  savedColumns: ["Conservé", "Période", "Langue", "Fichiers"],
  savedKinds: { report: "Rapport", sponsor: "Page pour la direction" },
  savedChanged: (id, format) =>
    `Le rapport conservé ${id} n’est plus tel qu’il a été enregistré : son fichier ${format} a été modifié dans la base de données. Ne l’utilisez pas ; reprenez-le d’une sauvegarde.`,
  languages: { en: "Anglais", fr: "Français" },
  sheetTitle: "La page pour la direction",
  sheetLead: "Une feuille à imprimer pour qui finance la communauté.",
  openSheet: "L’ouvrir pour l’imprimer",
};

export function reportPageWords(language: PageLanguage): ReportPageWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
