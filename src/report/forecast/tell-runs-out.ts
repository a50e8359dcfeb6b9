import type { LocalDate } from "../../core/community.ts";
import { withFirst } from "../../core/first-of-month.ts";
import type { ReportLanguage } from "../words/words.ts";
import type { Forecast, RunsOutFrom } from "./forecast.ts";
import { forecastWords } from "./words.ts";

/** The rules that run out of contents, a sentence each, then the themes; of each kind, those of the most members first. */
export function tellRunsOut({ rules, themes }: Pick<Forecast, "rules" | "themes">, language: ReportLanguage): string[] {
  const words = forecastWords(language);
  const count = (members: number) => members.toLocaleString(language === "fr" ? "fr-FR" : "en-GB");
  const ofRules = worstFirst(rules).map(({ rule, runsOut: { members, from, alreadyNow } }) =>
    alreadyNow ? words.runsOutNow(rule, count(members)) : words.runsOut(rule, count(members), writeDay(from, language)),
  );
  const ofThemes = worstFirst(themes).map(({ theme, runsOut: { members, from } }) =>
    words.themeRunsOut(theme, count(members), writeDay(from, language)),
  );
  return [...ofRules, ...ofThemes];
}

function worstFirst<One extends { readonly runsOut: RunsOutFrom | null }>(all: readonly One[]) {
  return all
    .flatMap(({ runsOut, ...one }) => (runsOut === null ? [] : [{ ...one, runsOut }]))
    .sort((one, other) => other.runsOut.members - one.runsOut.members);
}

/** `4 August`, « 1er août ». */
export function writeDay(date: LocalDate, language: ReportLanguage, style: "long" | "short" = "long"): string {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const written = new Date(`${date}T00:00:00Z`).toLocaleDateString(locale, {
    day: "numeric",
    month: style,
    timeZone: "UTC",
  });
  return withFirst(written, language);
}
