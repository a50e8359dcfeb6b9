import { DAY_MS } from "../../core/calendar.ts";
import { drawWeeksOfVisits } from "./draw-sections.ts";
import { partOf } from "./part-of.ts";
import type { NumberedNote } from "./report-sections.ts";
import { cell, partCells, type SectionTeller, type ToldSection } from "./section-teller.ts";
import { tellNote } from "./tell-note.ts";

export function tellWeeks(teller: SectionTeller): ToldSection | null {
  const { words, write, report } = teller;
  const { weeks, notes } = report;
  if (weeks.length < 2) return null;
  const cameCell = partCells(
    write,
    weeks.map(({ came }) => came),
  );
  const rows = weeks.map(({ date, came, visits }) => [
    cell(write.localDate(date)),
    cameCell(came),
    cell(write.count(visits)),
    cell(notesBetween(notes, date, 7)),
  ]);
  const { week, came, visits, noted } = words.weeks;
  return {
    title: words.weeks.title,
    leads: [],
    note: words.weeks.about,
    chart: drawWeeksOfVisits(teller),
    tables: [{ title: "", note: "", head: [week, came, visits, noted], rows, texts: [], isBehindChart: true }],
    notes: notes.map((note) => tellNote(teller, note)),
  };
}

/** The numbers of the notes of so many days from a local date on. */
export function notesBetween(notes: readonly NumberedNote[], date: string, days: number): string {
  const start = Date.parse(date);
  return notes
    .filter((note) => Date.parse(note.date) >= start && Date.parse(note.date) < start + days * DAY_MS)
    .map(({ number }) => `${number}`)
    .join(", ");
}

export function tellSlipping({ words, write, report }: SectionTeller): ToldSection | null {
  const { slipping } = report;
  if (slipping.now.of === 0 && slipping.before.of === 0) return null;
  const { slipping: say } = words;
  // The instant is the end of a day as a rule: that day is named.
  const ends = { ...slipping, at: lastDayOf(slipping.at), beforeAt: lastDayOf(slipping.beforeAt) };
  const days = (value: number | null) => cell(value === null ? "–" : say.days(value, write.days(value)));
  const bandCell = partCells(
    write,
    slipping.bands.flatMap(({ now, before }) => [now, before]),
  );
  const rows = slipping.bands.map((band) => [
    cell(say.band(write, band)),
    bandCell(band.now),
    bandCell(band.before),
    days(band.medianUsualDays),
    days(band.medianDaysAway),
  ]);
  return {
    title: say.title,
    leads: [say.lead(write, ends), say.moves(write, slipping)],
    note: say.about(write, slipping),
    chart: null,
    tables: [
      {
        title: "",
        note: "",
        head: [say.absence, say.now, say.before, say.usual, say.away],
        rows,
        texts: [],
      },
    ],
    notes: [],
  };
}

function lastDayOf(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString();
}

const MOST_THEMES = 8;

export function tellUnseen({ words, common, write, report, lift }: SectionTeller): ToldSection | null {
  const { unseen } = report;
  const { unseen: say } = words;
  const { nearlyUnseen } = unseen;
  if (nearlyUnseen.of === 0) return null;
  const most = unseen.themes.slice(0, MOST_THEMES);
  const unseenCell = partCells(
    write,
    most.map((theme) => theme.nearlyUnseen),
  );
  const visibilityCell = partCells(
    write,
    most.map(({ visibility }) => visibility),
  );
  const themes = most.map((theme) => [
    cell(theme.theme),
    cell(write.count(theme.nearlyUnseen.of)),
    unseenCell(theme.nearlyUnseen),
    visibilityCell(theme.visibility),
  ]);
  const least = lift.indicators.unseen.filter(({ viewers, readers }) => viewers < unseen.below * readers);
  const seenCell = partCells(
    write,
    least.map(({ viewers, readers }) => partOf(viewers, readers)),
  );
  const contents = least.map(({ contentId, title, url, themes: labels, publishedAt, viewers, readers }) => [
    { text: title ?? contentId, of: labels.join(", "), url },
    cell(write.date(publishedAt)),
    seenCell(partOf(viewers, readers)),
  ]);
  const themeHead = [say.theme, say.published, say.nearlyUnseen, say.visibility];
  const { columns } = common;
  const contentHead = [columns.content, columns.published, columns.seenBy];
  const list = say.list(write, contents.length, nearlyUnseen.count);
  return {
    title: say.title,
    leads: [say.lead(write, unseen)],
    note: say.altogether(write, unseen),
    chart: null,
    tables: [
      ...(themes.length === 0 ? [] : [{ title: say.themes, note: "", head: themeHead, rows: themes, texts: [] }]),
      ...(contents.length === 0 ? [] : [{ title: list, note: "", head: contentHead, rows: contents, texts: [] }]),
    ],
    notes: [],
  };
}
