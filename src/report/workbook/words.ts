import type { ReportLanguage } from "../words/words.ts";

/** Names of sheets and columns that no other form of the report has. */
export interface WorkbookWords {
  readonly sheets: {
    readonly summary: string;
    readonly outcomes: string;
    readonly indicators: string;
    readonly themes: string;
    readonly contents: string;
    readonly returns: string;
    readonly notes: string;
  };
  readonly what: string;
  readonly value: string;
  readonly headline: string;
  readonly from: string;
  readonly lastDay: string;
  readonly measuredOn: string;
  readonly interval: string;
  readonly share: string;
  readonly verdict: string;
  readonly experiment: string;
  readonly programme: string;
  readonly of: (column: string) => string;
  readonly counted: (column: string) => string;
  readonly effect: string;
  readonly low: string;
  readonly high: string;
  readonly remark: string;
  readonly group: string;
  readonly unit: string;
  readonly units: Readonly<Record<string, string>>;
  readonly reached: string;
  readonly yes: string;
  readonly no: string;
  readonly missing: string;
  readonly chances: string;
  readonly themes: string;
  readonly address: string;
  readonly viewers: string;
  readonly readers: string;
  /** The bounds of a 95% interval. */
  readonly lowest: (arm: string) => string;
  readonly highest: (arm: string) => string;
  readonly awaited: (arm: string) => string;
  readonly date: string;
  readonly note: string;
}

const ENGLISH: WorkbookWords = {
  sheets: {
    summary: "Summary",
    outcomes: "Outcomes",
    indicators: "Indicators",
    themes: "Themes",
    contents: "Contents nearly unseen",
    returns: "Return curve",
    notes: "Notes",
  },
  what: "What",
  value: "Value",
  headline: "In short",
  from: "First day",
  lastDay: "Last day",
  measuredOn: "Measured on",
  interval: "Intervals",
  share: "Share held out",
  verdict: "Verdict",
  experiment: "Experiment",
  programme: "all digests",
  counted: (column) => `${column}: counted`,
  of: (column) => `${column}: of`,
  effect: "Effect",
  low: "Effect, from",
  high: "Effect, to",
  remark: "Remark",
  group: "Group",
  unit: "Unit",
  units: {
    share: "share",
    count: "count",
    number: "number",
    score: "score",
    days: "days",
    hours: "hours",
    minutes: "min",
  },
  reached: "Target reached",
  yes: "yes",
  no: "no",
  missing: "Missing",
  chances: "Could have been seen",
  themes: "Themes",
  address: "Address",
  viewers: "Saw it",
  readers: "Could see it",
  lowest: (arm) => `${arm}: from (95%)`,
  highest: (arm) => `${arm}: to (95%)`,
  awaited: (arm) => `${arm}: awaited`,
  date: "Date",
  note: "Note",
};

const FRENCH: WorkbookWords = {
  sheets: {
    summary: "Synthèse",
    outcomes: "Résultats",
    indicators: "Indicateurs",
    themes: "Thématiques",
    contents: "Contenus presque pas vus",
    returns: "Courbe de retour",
    notes: "Notes",
  },
  what: "Quoi",
  value: "Valeur",
  headline: "En bref",
  from: "Premier jour",
  lastDay: "Dernier jour",
  measuredOn: "Mesuré le",
  interval: "Intervalles",
  share: "Part du groupe témoin",
  verdict: "Verdict",
  experiment: "Expérience",
  programme: "tous les récapitulatifs",
  counted: (column) => `${column} : comptés`,
  of: (column) => `${column} : sur`,
  effect: "Effet",
  low: "Effet, de",
  high: "Effet, à",
  remark: "Remarque",
  group: "Groupe",
  unit: "Unité",
  units: {
    share: "part",
    count: "effectif",
    number: "nombre",
    score: "score",
    days: "jours",
    hours: "heures",
    minutes: "min",
  },
  reached: "Cible atteinte",
  yes: "oui",
  no: "non",
  missing: "Ce qui manque",
  chances: "Vues possibles",
  themes: "Thématiques",
  address: "Adresse",
  viewers: "L’ont vu",
  readers: "Pouvaient le voir",
  lowest: (arm) => `${arm} : de (95 %)`,
  highest: (arm) => `${arm} : à (95 %)`,
  awaited: (arm) => `${arm} : attendus`,
  date: "Date",
  note: "Note",
};

export function workbookWords(language: ReportLanguage): WorkbookWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
