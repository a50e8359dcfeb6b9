import type { SpokenLanguage } from "../core/rules/condition-kind.ts";
import type { Funnel } from "./ports.ts";

/** How each step of a funnel is called, wherever one is shown. */
export const FUNNEL_WORDS: Readonly<Record<SpokenLanguage, Readonly<Record<keyof Funnel, string>>>> = {
  en: {
    matched: "matched",
    unsubscribed: "unsubscribed",
    suppressed: "address suppressed",
    no_email: "without e-mail",
    again_after: "mailed too recently",
    capped: "at a cap",
    outranked: "won by another rule",
    planned: "planned",
  },
  fr: {
    matched: "correspondent",
    unsubscribed: "désabonnés",
    suppressed: "adresse bloquée",
    no_email: "sans adresse e-mail",
    again_after: "sollicités trop récemment",
    capped: "plafond atteint",
    outranked: "servis par une autre règle",
    planned: "prévus",
  },
};
