import { GROUP_WORDS } from "../../core/indicators/group-words.ts";
import { INDICATOR_GROUPS, type IndicatorUnit } from "../../core/indicators/indicator.ts";
import { INDICATORS, type IndicatorName } from "../../core/indicators/indicators.ts";
import { silenceOf } from "../lift/silence.ts";
import type { ReportLanguage, ReportWords } from "../words/words.ts";
import type { NumberWriter } from "../write/write-numbers.ts";
import type { IndicatorFigure } from "./measure-indicators.ts";
import type { IndicatorReport, ReportedLine, ReportedMeasure } from "./report-indicators.ts";
import type { IndicatorWords } from "./words.ts";

/** What the text and the page both say of the indicators. */
export interface IndicatorTeller {
  readonly language: ReportLanguage;
  readonly common: ReportWords;
  readonly words: IndicatorWords;
  readonly write: NumberWriter;
  readonly report: IndicatorReport;
}

export interface ToldLine {
  readonly label: string;
  readonly definition: string;
  readonly now: string;
  /** `412 / 3,020` of shares, how many answers of scores; else empty. */
  readonly nowOf: string;
  /** A value, or why there is none. */
  readonly before: string;
  readonly hasBefore: boolean;
  readonly change: string;
  readonly verdict: "better" | "worse" | "";
  readonly target: string;
  readonly goals: string;
}

export interface ToldGroup {
  readonly title: string;
  readonly lines: readonly ToldLine[];
}

const EXPLAINED = new Map(INDICATORS.map((indicator) => [indicator.name, indicator]));

export function tellWindow({ words, common, write, report }: IndicatorTeller): string[] {
  // Two periods of one day meet at a time of it.
  const period = (from: string, to: string) => common.period(write.begun(from), write.ended(to));
  const before = period(report.beforeFrom, report.beforeTo);
  const hasBefore = report.lines.some((line) => line.before.reason !== "no_history");
  const then = hasBefore
    ? `${words.before}${words.colon}${before.charAt(0).toLowerCase()}${before.slice(1)}.`
    : words.noBefore(`${before.charAt(0).toLowerCase()}${before.slice(1)}`);
  return [
    `${period(report.from, report.to)}. ${then}`,
    ...tellSilence({ words, write, report }),
    words.intro(write.count(report.members)),
    words.noProof,
  ];
}

/** That the site told of nothing for long, or had not begun to: nothing where it did. */
export function tellSilence({ words, write, report }: Pick<IndicatorTeller, "words" | "write" | "report">): string[] {
  const { latestActAt, hasBegun } = report;
  if (!hasBegun) return [words.notBegun];
  const silence = silenceOf(latestActAt, report);
  if (silence === null || latestActAt === null) return [];
  const date = write.date(latestActAt);
  return [silence === "before" ? words.silent(date) : words.lastAct(date)];
}

/** Groups with what can be shown; a group without a figure is left out. */
export function tellGroups(teller: IndicatorTeller): ToldGroup[] {
  return INDICATOR_GROUPS.flatMap((group) => {
    const lines = teller.report.lines.filter((line) => line.group === group && line.now.value !== null);
    const title = GROUP_WORDS[group][teller.language];
    return lines.length === 0 ? [] : [{ title, lines: lines.map((line) => tellLine(teller, line, lines)) }];
  });
}

/** One indicator, whatever group it is in, and the others of its table: changes below one another have as many decimals. */
export function tellLine(teller: IndicatorTeller, line: ReportedLine, table: readonly ReportedLine[]): ToldLine {
  const { words, language } = teller;
  const explained = EXPLAINED.get(line.name);
  const sideBySide = [line.now.value, line.before.value] as const;
  return {
    label: nameIndicator(line.name, language),
    definition: explained?.definition[language].replaceAll("`", "") ?? "",
    now: tellFigure(teller, line.unit, line.now, sideBySide),
    nowOf: tellCounts(teller, line),
    before: tellFigure(teller, line.unit, line.before, sideBySide),
    hasBefore: line.before.value !== null,
    ...tellChange(teller, line, table),
    target: tellTarget(teller, line),
    goals: line.goals.length === 0 ? "" : words.serves(line.goals.join(", ")),
  };
}

/** What an indicator is called, wherever it stands. */
export function nameIndicator(name: IndicatorName, language: ReportLanguage): string {
  return EXPLAINED.get(name)?.label[language] ?? name;
}

function tellFigure(
  teller: IndicatorTeller,
  unit: IndicatorUnit,
  { value, reason }: IndicatorFigure,
  sideBySide: readonly [number | null, number | null],
): string {
  return value === null ? teller.words.reasons[reason ?? "nothing"] : tellValue(teller, unit, value, sideBySide);
}

function tellValue(
  { words, write }: IndicatorTeller,
  unit: IndicatorUnit,
  value: number,
  sideBySide: readonly [number | null, number | null] | null = null,
): string {
  switch (unit) {
    case "share":
      return sideBySide === null ? write.percent(value) : write.tenths(sideBySide)(value);
    case "score":
      return write.signedCount(value);
    case "count":
      return write.count(value);
    case "number":
      return write.pair("number", sideBySide ?? [value, null])(value);
    default:
      return words.units[unit](write.pair("days", sideBySide ?? [value, null])(value), value);
  }
}

/** As somebody wrote it down: 7 days, not 7.0. */
function tellWanted(teller: IndicatorTeller, unit: IndicatorUnit, value: number): string {
  const { words, write } = teller;
  if (!Number.isInteger(value) || unit === "share" || unit === "score") return tellValue(teller, unit, value);
  return unit === "number" || unit === "count" ? write.count(value) : words.units[unit](write.count(value), value);
}

function tellCounts({ words, write }: IndicatorTeller, { unit, now: { of } }: ReportedLine): string {
  if (of === null) return "";
  return unit === "score" ? words.answers(write.count(of.total)) : write.outOf(of.count, of.total);
}

/** Below these a difference is not worth a word. */
const LEAST_POINTS = 0.5;
const LEAST_RELATIVE = 0.01;

function tellChange(
  { words, write }: IndicatorTeller,
  { unit, better, before, now, change }: ReportedLine,
  table: readonly ReportedLine[],
): { change: string; verdict: ToldLine["verdict"] } {
  if (before.value === null || now.value === null) return { change: "–", verdict: "" };
  if (change === null) return { change: words.fromNone, verdict: "" };
  const inPoints = unit === "share" || unit === "score";
  // Scores are told without decimals, and so is how far they are apart.
  const points = unit === "share" ? change * 100 : Math.round(now.value) - Math.round(before.value);
  if (inPoints ? Math.abs(points) < LEAST_POINTS : Math.abs(change) < LEAST_RELATIVE) {
    return { change: words.same, verdict: "" };
  }
  const verdict = better === null ? "" : change > 0 === (better === "up") ? "better" : "worse";
  const written = unit === "score" ? write.signedCount(points) : write.signedPoints(points);
  const relative = table.flatMap((each) => {
    const isTold = each.unit !== "share" && each.unit !== "score" && Math.abs(each.change ?? 0) >= LEAST_RELATIVE;
    return isTold ? [each.change] : [];
  });
  return { change: inPoints ? words.points(written) : write.signedShares(relative)(change), verdict };
}

function tellTarget(teller: IndicatorTeller, { unit, better, target }: ReportedLine): string {
  if (target === null) return "";
  const { words } = teller;
  const value = tellWanted(teller, unit, target.value);
  const aim = better === "down" ? words.atMost(value) : words.atLeast(value);
  return target.met === null ? aim : `${aim} (${target.met ? words.met : words.missed})`;
}

export interface ToldGoal {
  readonly sentence: string;
  readonly verdict: string;
  readonly met: boolean | null;
}

export function tellGoals(teller: IndicatorTeller): ToldGoal[] {
  const { words, write, report } = teller;
  return report.goals.map(({ name, indicator, target, by, now, met }) => {
    const unit = EXPLAINED.get(indicator)?.unit ?? "number";
    const wanted = tellWanted(teller, unit, target);
    const label = nameIndicator(indicator, teller.language);
    if (now === null) return { sentence: words.goalUnknown(name, label, wanted), verdict: "", met };
    // A local date: noon of it is that day in every timezone that the report may be written in.
    const day = by === null ? null : write.date(`${by}T12:00:00Z`);
    const sentence = words.goal(name, label, tellValue(teller, unit, now), wanted, day);
    return { sentence, verdict: met === true ? words.reached : words.notReached, met };
  });
}

/** What has no figure: by the events that it needs, then what has nothing to count, then what is no longer kept. */
export function tellMissing(teller: IndicatorTeller): string[] {
  const { words, report } = teller;
  // What came later does not have to be asked for.
  if (!report.hasBegun && report.latestActAt !== null) return [];
  const missing = report.lines.filter(({ now }) => now.value === null);
  const namesOf = (lines: readonly ReportedLine[]) =>
    lines.map(({ name }) => nameIndicator(name, teller.language).replace(/^… /u, "")).join(", ");
  const byNeed = new Map<string, ReportedLine[]>();
  for (const line of missing.filter(({ now }) => now.reason === "needs_event")) {
    const need = line.needs.join(words.or);
    byNeed.set(need, [...(byNeed.get(need) ?? []), line]);
  }
  const told = [...byNeed].map(([need, lines]) => words.needs(need, namesOf(lines)));
  for (const [reason, say] of [
    ["nothing", words.nothing],
    ["dropped", words.dropped],
  ] as const) {
    const lines = missing.filter(({ now }) => now.reason === reason);
    if (lines.length > 0) told.push(say(namesOf(lines)));
  }
  return told;
}

export interface ToldTable {
  readonly title: string;
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of each row, where it leads; null: nowhere. */
  readonly links: readonly (string | null)[];
  /** Columns of text after the first; the others hold numbers. */
  readonly texts: readonly number[];
}

export function tellLists(teller: IndicatorTeller): ToldTable[] {
  const { words, write, report } = teller;
  const kinds = [...new Set(report.contributions.map(({ kind }) => kind))];
  const of = (kind: string, who: "member" | "team") =>
    report.contributions.find((row) => row.kind === kind && row.who === who) ?? { contributions: 0, people: 0 };
  const tables: (Omit<ToldTable, "note" | "links" | "texts"> & Partial<ToldTable>)[] = [
    {
      title: words.byKind,
      head: [words.kind, words.byMembers, words.people, words.byTeam],
      rows: kinds
        .sort((a, b) => of(b, "member").contributions - of(a, "member").contributions || (a < b ? -1 : 1))
        .map((kind) => [
          words.kinds[kind] ?? kind,
          write.count(of(kind, "member").contributions),
          write.count(of(kind, "member").people),
          write.count(of(kind, "team").contributions),
        ]),
    },
    {
      title: words.byTheme,
      head: [teller.common.columns.theme, words.byMembers, words.byTeam],
      rows: report.themes.map((row) => [row.theme, write.count(row.contributions), write.count(row.team)]),
    },
    {
      title: words.discussed,
      head: [teller.common.columns.content, words.discussants, words.reactions, words.comments],
      rows: report.discussed.map((row) => [
        row.title ?? row.externalId,
        write.count(row.members),
        write.count(row.reactions),
        write.count(row.comments),
      ]),
      links: report.discussed.map(({ url }) => url),
    },
    {
      title: words.landings,
      head: [words.page, words.visits],
      rows: report.landings.map((row) => [row.page, write.count(row.visits)]),
    },
    {
      title: words.measures,
      note: words.measuresNote,
      head: [words.measure, words.source, words.now, words.before],
      texts: [1],
      rows: report.measures.map((row) => [
        row.indicator,
        row.source,
        tellMeasure(teller, row, row.now),
        tellMeasure(teller, row, row.before),
      ]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0).map((table) => ({ note: "", links: [], texts: [], ...table }));
}

/** Both periods' with as many decimals. */
function tellMeasure(
  { write }: IndicatorTeller,
  { unit, now, before }: ReportedMeasure,
  figure: ReportedMeasure["now"],
): string {
  if (figure === null) return "–";
  const values = [now, before].flatMap((one) => (one === null ? [] : [one.value]));
  const value = write.given(values)(figure.value);
  return unit === null ? value : `${value}\u00a0${unit}`;
}
