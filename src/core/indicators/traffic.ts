import { PAGE_VIEWED, SCREEN_VIEWED } from "../tracking/event-names.ts";
import type { Indicator } from "./indicator.ts";

const base = { group: "traffic" } as const;

export const TRAFFIC = [
  {
    ...base,
    name: "unique_visitors",
    unit: "count",
    better: "up",
    events: [],
    query: "count-visits",
    label: { en: "Members who came", fr: "Membres venus" },
    definition: {
      en: "Unique visitors: members with at least one visit that began in the period, those who joined in it included.",
      fr: "Visiteurs uniques : membres dont au moins une visite a commencé pendant la période, nouveaux inscrits compris.",
    },
  },
  {
    ...base,
    name: "anonymous_visitors",
    unit: "count",
    better: null,
    events: [],
    query: "count-visits",
    label: { en: "Visitors who did not sign in", fr: "Visiteurs non connectés" },
    definition: {
      en: "Anonymous ids with a visit in the period. One person with two devices counts twice, until they sign in on both.",
      fr: "Identifiants anonymes avec une visite pendant la période. Une personne et deux appareils comptent double, tant qu’elle ne s’est pas connectée sur les deux.",
    },
  },
  {
    ...base,
    name: "new_share",
    unit: "share",
    better: null,
    events: [],
    query: "count-visits",
    label: { en: "New among those who came", fr: "Nouveaux parmi les membres venus" },
    definition: {
      en: "Of the members who came, those whose first visit ever lies in the period; the others are returning.",
      fr: "Parmi les membres venus, ceux dont la toute première visite tombe dans la période ; les autres reviennent.",
    },
  },
  {
    ...base,
    name: "visits",
    unit: "count",
    better: "up",
    events: [],
    query: "count-visits",
    label: { en: "Visits", fr: "Visites" },
    definition: {
      en: "Runs of members' own acts without a gap of more than 30 minutes (or what `visit_gap` says), by the time at which they began.",
      fr: "Suites d’activités des membres sans interruption de plus de 30 minutes (ou de ce que dit `visit_gap`), selon l’heure de leur début.",
    },
  },
  {
    ...base,
    name: "page_views",
    unit: "count",
    better: "up",
    events: [PAGE_VIEWED, SCREEN_VIEWED],
    query: "count-acts",
    label: { en: "Page views", fr: "Pages vues" },
    definition: { en: "Pages and screens that members opened.", fr: "Pages et écrans ouverts par les membres." },
  },
  {
    ...base,
    name: "pages_a_visit",
    unit: "number",
    better: "up",
    events: [PAGE_VIEWED, SCREEN_VIEWED],
    query: "count-acts",
    label: { en: "Pages a visit", fr: "Pages par visite" },
    definition: {
      en: "Page views of the period divided by its visits.",
      fr: "Pages vues de la période divisées par ses visites.",
    },
  },
  {
    ...base,
    name: "minutes_a_visit",
    unit: "minutes",
    better: "up",
    events: [],
    query: "count-visits",
    label: { en: "Minutes a visit (median)", fr: "Minutes par visite (médiane)" },
    definition: {
      en: "Median over visits of the time from the first act to the last. A visit of one act lasts zero, as nothing tells when the member left.",
      fr: "Médiane, entre les visites, du temps entre la première et la dernière activité. Une visite d’une seule activité dure zéro : rien ne dit quand le membre est parti.",
    },
  },
  {
    ...base,
    name: "searches",
    unit: "count",
    better: null,
    events: ["Search Performed"],
    query: "count-acts",
    label: { en: "Searches", fr: "Recherches" },
    definition: { en: "Searches that members made.", fr: "Recherches faites par les membres." },
  },
] as const satisfies readonly Indicator[];
