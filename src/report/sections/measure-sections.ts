import type { Language } from "../../core/community.ts";
import type { DatedNote } from "../../core/rules/settings.ts";
import { type Against, periodBefore } from "../indicators/period-before.ts";
import type { IndicatorWindow } from "../ports.ts";
import { listWeeks } from "./calendar-spans.ts";
import { describeSlipping } from "./describe-slipping.ts";
import { numberNotes } from "./number-notes.ts";
import { partOf } from "./part-of.ts";
import type { SectionStore, UnseenCount } from "./ports.ts";
import type { ReportSections, UnseenReport, WeekOfVisits } from "./report-sections.ts";

export interface SectionDeps {
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

/** @param span the period of the indicators; `against` which other the members slipping away are held */
export async function measureSections(
  { sections, settings }: SectionDeps,
  span: { readonly from: Date; readonly to: Date },
  against: Against,
): Promise<ReportSections> {
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
  return {
    weeks: known,
    notes: numberNotes(settings.notes, spans.slice(spans.length - known.length), timezone),
    slipping: describeSlipping(absences, span.to, before),
    unseen: describeUnseen(unseen),
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
