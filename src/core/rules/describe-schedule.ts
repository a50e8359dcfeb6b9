import type { LocalDate } from "../community.ts";
import type { Schedule } from "./rule.ts";
import { sayLocalDate } from "./say-words.ts";

const WEEKDAYS = {
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  fr: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
} as const;

/** When a rule is due, as a marketer says it: "every Tuesday at 08:00, their time". */
export function describeSchedule(schedule: Schedule, language: "en" | "fr"): string {
  const { at, from, until } = schedule;
  const english = language === "en";
  const said = (date: LocalDate) => sayLocalDate(date, language);
  const bounds = [
    from === null ? "" : english ? `, from ${said(from)}` : `, à partir du ${said(from)}`,
    until === null ? "" : english ? `, until ${said(until)}` : `, jusqu’au ${said(until)}`,
  ].join("");
  const hour = english ? `at ${at}, their time` : `à ${at}, heure du membre`;
  return `${describeRecurrence(schedule, language)} ${hour}${bounds}`;
}

function describeRecurrence({ every }: Schedule, language: "en" | "fr"): string {
  const english = language === "en";
  switch (every.kind) {
    case "day":
      return english ? "every day" : "chaque jour";
    case "weekdays": {
      const days = every.days.map((day) => WEEKDAYS[language][day - 1] ?? "");
      if (every.days.join() === "1,2,3,4,5") return english ? "Monday to Friday" : "du lundi au vendredi";
      const listed = new Intl.ListFormat(language, { type: "conjunction" }).format(days);
      return english ? `every ${listed}` : `chaque ${listed}`;
    }
    case "spaced":
      return english ? `every ${every.days} days for each member` : `tous les ${every.days} jours pour chaque membre`;
    case "month":
      if (every.day === 31) return english ? "on the last day of each month" : "le dernier jour de chaque mois";
      return english ? `on day ${every.day} of each month` : `le ${every.day === 1 ? "1er" : every.day} de chaque mois`;
    case "once":
      return english
        ? `once, on ${sayLocalDate(every.date, language)}`
        : `une seule fois, le ${sayLocalDate(every.date, language)}`;
  }
}
