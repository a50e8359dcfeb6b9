import { DateTime } from "luxon";
import type { Language } from "../core/community.ts";
import { withFirst } from "../core/first-of-month.ts";
import { themeLabel } from "../core/picks/say-reason.ts";
import { oneLine, shorten } from "../core/plain-text.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { ShownEvent, ShownSubject } from "./mails/ports.ts";
import type { DigestMember, DigestSettings, SubjectContent, ToldEvent } from "./ports.ts";
import { saySubject } from "./say-subject.ts";
import { decorateSiteLink, webUrl } from "./site-link.ts";

const MOST_SUBJECTS = 20;
const MOST_EVENTS = 100;
const MOST_NAMES = 3;
const MOST_NAME_CHARACTERS = 40;
const MOST_TITLE_CHARACTERS = 160;
const MOST_THEME_CHARACTERS = 80;
const MOST_SUMMARY_CHARACTERS = 220;

export interface SubjectsInput {
  readonly settings: DigestSettings;
  readonly rule: CheckedRule;
  readonly member: DigestMember;
  readonly language: Language;
  readonly told: readonly ToldEvent[];
  readonly calendarUrl: (contentId: number) => string;
}

export interface Subjects {
  /** By the latest of what happened, the latest first. */
  readonly subjects: readonly ShownSubject[];
  /** Subjects beyond those shown. */
  readonly moreSubjects: number;
  readonly events: readonly ShownEvent[];
}

export const NO_SUBJECTS: Subjects = { subjects: [], moreSubjects: 0, events: [] };

/** What happened, grouped by the content on which it did; what happened on none is one subject. */
export function describeSubjects(input: SubjectsInput): Subjects {
  const groups = new Map<number | null, ToldEvent[]>();
  for (const event of latestFirst(input.told.filter(isShowable))) {
    const key = event.content?.id ?? null;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  const shown = [...groups.values()].slice(0, MOST_SUBJECTS);
  return {
    subjects: shown.map((events) => describeSubject(input, events)),
    moreSubjects: groups.size - shown.length,
    events: shown
      .flat()
      .slice(0, MOST_EVENTS)
      .map((event) => describeEvent(input, event)),
  };
}

/** A content without a title or a page on the web cannot be shown; what happened on no content always can. */
export function isShowable({ content }: ToldEvent): boolean {
  return content === null || isShowableContent(content);
}

export function isShowableContent({ title, url }: Pick<SubjectContent, "title" | "url">): boolean {
  return oneLine(title) !== "" && webUrl(url) !== null;
}

function latestFirst(events: readonly ToldEvent[]): ToldEvent[] {
  return [...events].sort((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime() || b.subjectId - a.subjectId);
}

function describeSubject(input: SubjectsInput, events: readonly ToldEvent[]): ShownSubject {
  const { settings, rule, member, language } = input;
  const content = events[0]?.content ?? null;
  const people = namesOf(events);
  const starts = content?.startsAt ?? null;
  const startsOn = starts === null ? null : sayInstant(starts, member.timezone ?? settings.timezone, language);
  const activity = rule.upon?.activity ?? "";
  const facts = { activity, count: events.length, ...people, type: content?.type ?? null, startsOn };
  const summary = oneLine(content?.summary ?? "");
  const theme = content?.themes[0];
  return {
    kind: events[0]?.kind ?? "activity",
    says: oneLine(saySubject(facts, language)),
    title: content === null ? null : titleOf(content),
    url: urlOf(input, events[0]),
    type: content?.type ?? null,
    theme: theme === undefined ? null : shorten(oneLine(themeLabel(theme)), MOST_THEME_CHARACTERS) || null,
    summary: summary === "" ? null : shorten(summary, MOST_SUMMARY_CHARACTERS),
    image: content === null ? null : (webUrl(content.imageUrl)?.href ?? null),
    count: events.length,
    names: people.names,
    startsOn,
    calendarUrl: content === null || starts === null ? null : input.calendarUrl(content.id),
  };
}

function describeEvent(input: SubjectsInput, event: ToldEvent): ShownEvent {
  const { settings, member, language, rule } = input;
  return {
    activity: rule.upon?.activity ?? "",
    name: nameOf(event),
    title: event.content === null ? null : titleOf(event.content),
    url: urlOf(input, event),
    happenedOn: sayInstant(event.occurredAt, member.timezone ?? settings.timezone, language),
  };
}

/** The content's page, or that which the activity itself names. */
function urlOf({ settings, rule }: SubjectsInput, event: ToldEvent | undefined): string | null {
  const url = webUrl(event?.content?.url ?? event?.url ?? null);
  return url === null ? null : decorateSiteLink(url, settings.links.utm, rule.name);
}

function titleOf({ title }: SubjectContent): string {
  return shorten(oneLine(title), MOST_TITLE_CHARACTERS);
}

/** The names of the latest, each once, and how many people are not named. Who is not known at all counts as one. */
function namesOf(events: readonly ToldEvent[]): { names: string[]; others: number } {
  const people = new Map<string, string | null>();
  for (const event of events) {
    const name = nameOf(event);
    const key = event.actor?.id ?? name ?? "";
    if (!people.has(key)) people.set(key, name);
  }
  const named = [...people.values()].flatMap((name) => name ?? []);
  const names = named.slice(0, MOST_NAMES);
  return { names, others: people.size - names.length };
}

/** The first name, or the first word of the name. */
function nameOf({ actor }: ToldEvent): string | null {
  const name = oneLine(actor?.firstName ?? "") || oneLine(actor?.name ?? "").split(" ")[0] || "";
  return name === "" ? null : shorten(name, MOST_NAME_CHARACTERS);
}

/** Day, month and year, as people of that language write them. */
export function sayDate(at: Date, timezone: string, language: Language): string {
  const date = DateTime.fromJSDate(at, { zone: timezone }).setLocale(language);
  return withFirst(date.toLocaleString({ day: "numeric", month: "long", year: "numeric" }), language);
}

/** Weekday, day, month, time and zone, as people of that language write them. */
export function sayInstant(at: Date, timezone: string, language: Language): string {
  const said = DateTime.fromJSDate(at, { zone: timezone }).setLocale(language).toLocaleString({
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  });
  // Intl puts a narrow space before AM, which few fonts of mail programs have.
  return withFirst(oneLine(said), language);
}
