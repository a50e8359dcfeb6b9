import type { Duration } from "../calendar.ts";
import type { SpokenLanguage } from "./condition-kind.ts";

const UNITS = {
  en: { minutes: ["minute", "minutes"], hours: ["hour", "hours"], days: ["day", "days"], weeks: ["week", "weeks"] },
  fr: {
    minutes: ["minute", "minutes"],
    hours: ["heure", "heures"],
    days: ["jour", "jours"],
    weeks: ["semaine", "semaines"],
  },
} as const;

/** `7 days`, « 7 jours ». */
export function sayDuration({ count, unit }: Duration, language: SpokenLanguage): string {
  return `${count} ${UNITS[language][unit][count === 1 ? 0 : 1]}`;
}

/** `a, b or c`, « a, b ou c ». */
export function sayList(items: readonly string[], joint: "and" | "or", language: SpokenLanguage): string {
  const word = language === "en" ? joint : joint === "and" ? "et" : "ou";
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
