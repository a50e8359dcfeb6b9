import type { InBoth, IndicatorGroup, IndicatorUnit } from "./indicator.ts";

export const GROUP_WORDS: Readonly<Record<IndicatorGroup, InBoth>> = {
  coming_back: { en: "Coming back", fr: "Le retour des membres" },
  visibility: { en: "Visibility of what is published", fr: "Visibilité des contenus" },
  traffic: { en: "Traffic", fr: "Fréquentation" },
  activity: { en: "Activity", fr: "Activité" },
  members: { en: "Value to members", fr: "Valeur pour les membres" },
  organisation: { en: "Value to the organisation", fr: "Valeur pour l’organisation" },
  communication: { en: "Communication", fr: "Communication" },
  experiments: { en: "Experiments", fr: "Expériences" },
};

export const UNIT_WORDS: Readonly<Record<IndicatorUnit, InBoth>> = {
  count: { en: "count", fr: "nombre" },
  share: { en: "share", fr: "part" },
  days: { en: "days", fr: "jours" },
  hours: { en: "hours", fr: "heures" },
  minutes: { en: "minutes", fr: "minutes" },
  number: { en: "average", fr: "moyenne" },
  score: { en: "points", fr: "points" },
};
