import type { LocalDate } from "../../core/community.ts";
import type { ReportLanguage } from "../words/words.ts";
import type { Forecast, ForecastRule } from "./forecast.ts";
import { forecastWords } from "./words.ts";

/** The rules that run out of contents, a sentence each, those of the most members first. */
export function tellRunsOut({ rules }: Pick<Forecast, "rules">, language: ReportLanguage): string[] {
  const words = forecastWords(language);
  const count = (members: number) => members.toLocaleString(language === "fr" ? "fr-FR" : "en-GB");
  return rules
    .flatMap(({ rule, runsOut }) => (runsOut === null ? [] : [{ rule, ...runsOut }]))
    .sort(byMembers)
    .map(({ rule, members, from, alreadyNow }) =>
      alreadyNow
        ? words.runsOutNow(rule, count(members))
        : words.runsOut(rule, count(members), writeDay(from, language)),
    );
}

function byMembers(one: NonNullable<ForecastRule["runsOut"]>, other: NonNullable<ForecastRule["runsOut"]>): number {
  return other.members - one.members;
}

/** `4 August`, « 1er août ». */
export function writeDay(date: LocalDate, language: ReportLanguage, style: "long" | "short" = "long"): string {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const written = new Date(`${date}T00:00:00Z`).toLocaleDateString(locale, {
    day: "numeric",
    month: style,
    timeZone: "UTC",
  });
  return language === "fr" ? written.replace(/^1 (?=\p{L})/u, "1er ") : written;
}
