import type { Language } from "../../core/community.ts";
import type { DatedNote } from "../../core/rules/settings.ts";
import { type Against, periodBefore } from "../indicators/period-before.ts";
import type { LiftReport } from "../lift/lift-report.ts";
import type { OutcomeContext } from "../lift/outcome-lift.ts";
import type { IndicatorWindow, ReportStore, ReportWindow } from "../ports.ts";
import { listMonths, listWeeks } from "./calendar-spans.ts";
import { describeSlipping } from "./describe-slipping.ts";
import { liftHotCold } from "./lift-hot-cold.ts";
import { measureMonths } from "./measure-months.ts";
import { numberNotes } from "./number-notes.ts";
import { partOf } from "./part-of.ts";
import type { SectionStore, UnseenCount } from "./ports.ts";
import type { ReportSections, UnseenReport, WeekOfVisits } from "./report-sections.ts";

export interface SectionDeps {
  readonly store: Pick<ReportStore, "sumMeasure">;
  readonly sections: SectionStore;
  readonly settings: {
    readonly timezone: string;
    readonly languages: readonly Language[];
    readonly team: readonly string[];
    readonly notes: readonly DatedNote[];
  };
}

/** Seen by fewer of those who could, a content is nearly unseen. */
export const NEARLY_UNSEEN = 0.05;

/** @param lift of the same period; `against`: which other the members slipping away are held */
export async function measureSections(
  { store, sections, settings }: SectionDeps,
  lift: LiftReport,
  against: Against,
): Promise<ReportSections> {
  const span = { from: new Date(lift.indicators.from), to: new Date(lift.indicators.to) };
  const { timezone, team, languages } = settings;
  const window: IndicatorWindow = { ...span, languages, team };
  const before = periodBefore(span, against, timezone).to;
  const spans = listWeeks(span.from, span.to, timezone);
  const [visits, absences, unseen] = await Promise.all([
    sections.countSpanVisits(spans, team),
    sections.countAbsences(span.to, before, team),
    sections.countUnseen(window, NEARLY_UNSEEN),
  ]);
  const weeks = visits.map(({ span: index, members, came, ...week }) => ({
    date: spans[index]?.date ?? "",
    came: partOf(came, members),
    visits: week.visits,
  }));
  const known = dropEmptyBeginning(weeks);
  const exposures: ReportWindow = {
    from: lift.period.from === null ? null : new Date(lift.period.from),
    to: span.to,
    rule: lift.rule,
    languages,
  };
  const [first] = lift.experiments;
  const experiment = first?.experiment ?? null;
  const context: OutcomeContext = {
    interval: lift.interval,
    sampleRatioOk: first?.sampleRatio.ok ?? true,
    unit: first?.unit ?? "member",
    dateOfUnits: () => null,
  };
  const [picks, { kinds, mixes }] = await Promise.all([
    sections.countPicks(exposures),
    sections.sumFirstDigests(exposures),
  ]);
  const begun = exposures.from ?? new Date(first?.firstExposedAt ?? span.from);
  const monthSpans = listMonths(begun, span.to, timezone);
  const months = await measureMonths(store, monthSpans, experiment, { rule: lift.rule, languages }, context);
  return {
    weeks: known,
    notes: numberNotes(settings.notes, spans.slice(spans.length - known.length), timezone),
    slipping: describeSlipping(absences, span.to, before),
    unseen: describeUnseen(unseen),
    hotCold: liftHotCold(experiment, context, picks, kinds, mixes),
    months,
    monthNotes: numberNotes(settings.notes, monthSpans.slice(monthSpans.length - months.length), timezone),
  };
}

/** Weeks before anything was told are no weeks without visits. */
function dropEmptyBeginning(weeks: readonly WeekOfVisits[]): WeekOfVisits[] {
  const first = weeks.findIndex(({ visits }) => visits > 0);
  return first < 0 ? [] : weeks.slice(first);
}

function describeUnseen(counts: readonly UnseenCount[]): UnseenReport {
  const told = counts.map((count) => ({
    theme: count.theme,
    nearlyUnseen: partOf(count.nearlyUnseen, count.contents),
    seenByNobody: count.seenByNobody,
    visibility: partOf(count.views, count.chances),
  }));
  const { theme: _, ...all } = told.find(({ theme }) => theme === null) ?? {
    theme: null,
    nearlyUnseen: partOf(0, 0),
    seenByNobody: 0,
    visibility: partOf(0, 0),
  };
  const themes = told
    .flatMap(({ theme, ...rest }) => (theme === null || rest.nearlyUnseen.count === 0 ? [] : [{ theme, ...rest }]))
    .sort((one, other) => other.nearlyUnseen.count - one.nearlyUnseen.count || (one.theme < other.theme ? -1 : 1));
  return { below: NEARLY_UNSEEN, ...all, themes };
}
