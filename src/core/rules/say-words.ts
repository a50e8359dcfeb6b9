import type { Duration } from "../calendar.ts";
import type { LocalDate } from "../community.ts";
import { withFirst } from "../first-of-month.ts";
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

const LAST = {
  minutes: ["au cours de la dernière minute", (count: number) => `au cours des ${count} dernières minutes`],
  hours: ["au cours de la dernière heure", (count: number) => `au cours des ${count} dernières heures`],
  days: ["aujourd’hui", (count: number) => `au cours des ${count} derniers jours`],
  weeks: ["au cours de la dernière semaine", (count: number) => `au cours des ${count} dernières semaines`],
} as const;

/** `within 7 days`, « au cours des 7 derniers jours »; one day is today. */
export function sayWithinPast(duration: Duration, language: SpokenLanguage): string {
  const [one, several] = LAST[duration.unit];
  if (language === "fr") return duration.count === 1 ? one : several(duration.count);
  return duration.count === 1 && duration.unit === "days" ? "today" : `within ${sayDuration(duration, language)}`;
}

const NEXT = {
  minutes: ["dans la minute", (count: number) => `dans les ${count} prochaines minutes`],
  hours: ["dans l’heure", (count: number) => `dans les ${count} prochaines heures`],
  days: ["aujourd’hui", (count: number) => `dans les ${count} prochains jours`],
  weeks: ["dans la semaine", (count: number) => `dans les ${count} prochaines semaines`],
} as const;

/** `within the next 7 days`, « dans les 7 prochains jours »; one day is today. */
export function sayWithinNext(duration: Duration, language: SpokenLanguage): string {
  const [one, several] = NEXT[duration.unit];
  if (language === "fr") return duration.count === 1 ? one : several(duration.count);
  if (duration.count > 1) return `within the next ${sayDuration(duration, language)}`;
  return duration.unit === "days" ? "today" : `within the next ${UNITS.en[duration.unit][0]}`;
}

/** `27 December 2026`, « 1er janvier 2027 ». */
export function sayLocalDate(date: LocalDate, language: SpokenLanguage): string {
  const written = new Date(`${date}T00:00:00Z`).toLocaleDateString(language === "fr" ? "fr-FR" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  });
  return withFirst(written, language);
}

/** `once`, `3 times`, « une fois », « 3 fois ». */
export function sayTimes(count: number, language: SpokenLanguage): string {
  if (count === 1) return language === "en" ? "once" : "une fois";
  return language === "en" ? `${count} times` : `${count} fois`;
}

/** `12.5%`, « 12,5 % ». */
export function sayShare(share: number, language: SpokenLanguage): string {
  const percent = String(Math.round(share * 1e6) / 1e4);
  return language === "en" ? `${percent}%` : `${percent.replace(".", ",")} %`;
}

/** Types whose French name is not the English one. */
const FRENCH_TYPES = new Map([
  ["video", "vidéo"],
  ["event", "événement"],
]);

/** `article or video`, « article ou vidéo ». */
export function sayTypes(types: readonly string[], language: SpokenLanguage): string {
  const names = types.map((type) => (language === "fr" && FRENCH_TYPES.get(type)) || type);
  return sayList(names, "or", language);
}

/** `a, b or c`, « a, b ou c ». */
export function sayList(items: readonly string[], joint: "and" | "or", language: SpokenLanguage): string {
  const word = language === "en" ? joint : joint === "and" ? "et" : "ou";
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
