import { localDateOf, localTimeOf } from "../../core/calendar.ts";
import type { Range } from "../../core/forecast/sum-up.ts";
import type { ReportLanguage } from "../words/words.ts";
import { layTable, wrapText } from "../write/text-layout.ts";
import type { Forecast, ForecastRule, ForecastStock } from "./forecast.ts";
import { tellRunsOut, writeDay } from "./tell-runs-out.ts";
import { type ForecastWords, forecastWords } from "./words.ts";

const WIDTH = 100;

interface Teller {
  readonly forecast: Forecast;
  readonly language: ReportLanguage;
  readonly words: ForecastWords;
  readonly count: (value: number) => string;
  readonly strong: (text: string) => string;
}

/** For a terminal: at most 100 columns, colour only where asked for. */
export function presentForecast(forecast: Forecast, language: ReportLanguage, colour: boolean): string {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const code = String.fromCharCode(27);
  const teller: Teller = {
    forecast,
    language,
    words: forecastWords(language),
    count: (value) => value.toLocaleString(locale),
    strong: (text) => (colour ? `${code}[1m${text}${code}[0m` : text),
  };
  return [
    ...[presentHead, presentRules, presentStock, presentThemes, presentLives, presentRenewals].map((present) =>
      present(teller),
    ),
    [teller.strong(teller.words.method), ...teller.words.methodText.flatMap(wrap)].join("\n"),
  ]
    .join("\n\n")
    .replace(/ +$/gm, "");
}

const wrap = (text: string) => wrapText(text, WIDTH);

function presentHead({ forecast, language, words, count, strong }: Teller): string {
  const { weeks, members, futures, pastWeeks, rhythm, silentSince, timezone } = forecast;
  const day = (date: string | undefined) => writeDay(date ?? "", language);
  const lines = [
    ...wrap(words.lookedAt(count(members.reachable), count(members.lookedAt), count(futures))),
    ...(silentSince === null ? [] : wrap(words.silentSince(day(localDateOf(new Date(silentSince), timezone))))),
    ...(rhythm === "past" ? wrap(words.noRhythm) : []),
    ...(pastWeeks < 4 ? wrap(words.pastWeeks(count(pastWeeks))) : []),
  ];
  const runsOut = tellRunsOut(forecast, language).flatMap(wrap).map(strong);
  return [strong(words.title(day(weeks[0]?.from), day(weeks.at(-1)?.to))), ...lines, ...runsOut].join("\n");
}

function presentRules(teller: Teller): string {
  const { forecast, words, strong } = teller;
  if (forecast.rules.length === 0) return words.noRules;
  const parts = forecast.rules.map((rule) => presentRule(teller, rule));
  return [strong(words.rules), ...wrap(words.rulesNote), "", parts.join("\n\n")].join("\n");
}

function presentRule(teller: Teller, { rule, basis, weeks }: ForecastRule): string {
  const { words } = teller;
  if (basis === "unknown") return [rule, ...wrap(words.unknownYet)].join("\n");
  const note = basis === "past" ? wrap(words.asInThePast) : [];
  const rows = weeks.map(({ mails, tooFew }, week) => [
    weekOf(teller, week),
    ...rangeCells(teller, mails),
    ...(basis === "past" ? [] : rangeCells(teller, tooFew)),
  ]);
  const head = [words.week, words.mails, words.range, ...(basis === "past" ? [] : [words.tooFew, words.range])];
  const table = layTable(head, rows, ["left", "right", "left", "right", "left"]);
  return [rule, ...note, ...table].join("\n");
}

function weekOf({ forecast, language }: Teller, week: number): string {
  const { from = "", to = "" } = forecast.weeks[week] ?? {};
  return `${writeDay(from, language, "short")} – ${writeDay(to, language, "short")}`;
}

function rangeCells({ words, count }: Teller, range: Range | null): string[] {
  if (range === null) return ["–", ""];
  const { estimate, low, high } = range;
  return [count(estimate), low === high ? "" : words.between(count(low), count(high))];
}

function presentStock(teller: Teller): string {
  const { forecast, words, strong } = teller;
  const rows = forecast.stock.map((stock) => stockRow(teller, stock));
  const head = [words.theme, words.hot, words.cold, words.left];
  return [
    strong(words.stock),
    ...wrap(words.stockNote),
    ...layTable(head, rows, ["left", "right", "right", "right"]),
  ].join("\n");
}

function presentThemes({ forecast, words, count, strong }: Teller): string {
  if (forecast.themes.length === 0) return [strong(words.themes), words.noThemes].join("\n");
  const rows = forecast.themes.map(({ theme, carers, withoutNow, without }) => {
    const end = without.at(-1) ?? { estimate: withoutNow, low: withoutNow, high: withoutNow };
    const range = end.low === end.high ? "" : words.between(count(end.low), count(end.high));
    return [theme, count(carers), count(withoutNow), count(end.estimate), range];
  });
  const head = [words.theme, words.carers, words.withoutNow, words.withoutAtEnd, words.range];
  return [
    strong(words.themes),
    ...wrap(words.themesNote),
    ...layTable(head, rows, ["left", "right", "right", "right", "left"]),
  ].join("\n");
}

function stockRow({ words, count }: Teller, { theme, language, now, end }: ForecastStock): string[] {
  const change = (one: number, other: number) => words.fromTo(count(Math.round(one)), count(Math.round(other)));
  return [
    `${theme} (${language ?? words.anyLanguage})`,
    change(now.hot, end.hot),
    change(now.cold, end.cold),
    change(now.leftHot + now.leftCold, end.leftHot + end.leftCold),
  ];
}

function presentLives(teller: Teller): string {
  const { forecast, language, words, count, strong } = teller;
  if (forecast.lives.length === 0) return [strong(words.lives), words.noLives].join("\n");
  const rows = forecast.lives.map(({ title, startsAt, registered }) => {
    const at = new Date(startsAt);
    const when = `${writeDay(localDateOf(at, forecast.timezone), language, "short")} ${localTimeOf(at, forecast.timezone)}`;
    return [title, when, count(registered)];
  });
  return [
    strong(words.lives),
    ...layTable([words.live, words.starts, words.registered], rows, ["left", "right", "right"]),
  ].join("\n");
}

function presentRenewals(teller: Teller): string {
  const { forecast, words, count, strong } = teller;
  if (forecast.renewals === null) return [strong(words.renewals), words.noRenewals].join("\n");
  const rows = forecast.renewals.map(({ due, away }, week) => [weekOf(teller, week), count(due), count(away)]);
  return [
    strong(words.renewals),
    ...layTable([words.week, words.due, words.away], rows, ["left", "right", "right"]),
  ].join("\n");
}
