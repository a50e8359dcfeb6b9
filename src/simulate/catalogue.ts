import { addDays, HOUR_MS, MINUTE_MS, weekdayOf } from "../core/calendar.ts";
import type { Language, LocalDate } from "../core/community.ts";
import { draw, drawNormal, PURPOSES, pickOne, pickWeighted } from "./draw.ts";
import { openingOf } from "./opening.ts";
import { SITE_TIMEZONE, type SimulatedMember } from "./people.ts";
import { ENGLISH_PHRASES } from "./phrases-en.ts";
import { FRENCH_PHRASES } from "./phrases-fr.ts";
import { composeTitle, type PublishedType, THEMES, type Theme } from "./titles.ts";

export const SITE_URL = "https://club.ormeau.example";

export interface SimulatedContent {
  /** From 0, in order of publishing; the number that draws are keyed by. */
  readonly index: number;
  readonly externalId: string;
  readonly type: PublishedType;
  readonly title: string;
  readonly url: string;
  readonly summary: string;
  readonly themes: readonly Theme[];
  readonly language: Language;
  /** The author's external member id. */
  readonly authorId: string;
  readonly publishedAt: Date;
  readonly withdrawnAt: Date | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly replayUrl: string | null;
  /** How much it attracts anyone, 1 at the median: only the simulator knows. */
  readonly appeal: number;
}

const TYPE_WEIGHTS = [
  ["discussion", 34],
  ["question", 24],
  ["article", 20],
  ["document", 8],
  ["video", 8],
  ["live", 6],
] as const;
/** How often each theme is written about: supply and demand do not agree, as everywhere. */
const THEME_WEIGHTS: readonly (readonly [Theme, number])[] = THEMES.map((theme, position) => [theme, 14 - position]);
const LIVE_NOTICE_DAYS = 8;
/** 17:00 where the site is. */
const LIVE_AFTER_OPENING_MS = 8 * HOUR_MS;
const OFFICE_MINUTES = 540;
const WITHDRAWN_SHARE = 0.015;

export interface CatalogueOptions {
  readonly seed: number;
  readonly firstDay: LocalDate;
  readonly days: number;
  readonly contentsPerWeekday: number;
  readonly members: readonly SimulatedMember[];
}

/** Published in the authors' office hours, by a few of the members; sorted by time of publishing. */
export function createCatalogue({
  seed,
  firstDay,
  days,
  contentsPerWeekday,
  members,
}: CatalogueOptions): SimulatedContent[] {
  const authors = members.filter(
    (member) => member.role !== "member" || draw(seed, PURPOSES.catalogue, member.index, -1) < 0.15,
  );
  const drafts: Draft[] = [];
  for (let day = 0; day < days; day++) {
    const date = addDays(firstDay, day);
    const expected = contentsPerWeekday * (weekdayOf(date) > 5 ? 0.15 : 1);
    const count = Math.floor(
      expected * (0.5 + draw(seed, PURPOSES.catalogue, day, -2)) + draw(seed, PURPOSES.catalogue, day, -3),
    );
    for (let n = 0; n < count; n++)
      drafts.push(draftContent(seed, date, day * 64 + n, authors.length > 0 ? authors : members));
  }
  drafts.sort((one, other) => one.publishedAt.getTime() - other.publishedAt.getTime());
  const written = new Map<string, number>();
  return drafts.map((draft, index) => finish(seed, draft, index, written));
}

interface Draft {
  readonly key: number;
  readonly date: LocalDate;
  readonly type: PublishedType;
  readonly themes: readonly Theme[];
  readonly language: Language;
  readonly authorId: string;
  readonly publishedAt: Date;
}

function draftContent(seed: number, date: LocalDate, key: number, authors: readonly SimulatedMember[]): Draft {
  const chance = (trait: number) => draw(seed, PURPOSES.catalogue, key, trait);
  const author = pickOne(authors, chance(1));
  const writtenAfterMs = Math.floor(chance(2) * OFFICE_MINUTES) * MINUTE_MS;
  const main = pickWeighted(THEME_WEIGHTS, chance(3));
  const second = pickOne(THEMES, chance(4));
  return {
    key,
    date,
    type: pickWeighted(TYPE_WEIGHTS, chance(5)),
    themes: chance(6) < 0.4 && second !== main ? [main, second] : [main],
    language: author.locale.slice(0, 2),
    authorId: author.externalId,
    publishedAt: new Date(openingOf(date, author.timezone ?? SITE_TIMEZONE) + writtenAfterMs),
  };
}

function finish(seed: number, draft: Draft, index: number, written: Map<string, number>): SimulatedContent {
  const { type, themes, language, date, key } = draft;
  const phrases = language === "fr" ? FRENCH_PHRASES : ENGLISH_PHRASES;
  const theme = themes[0] as Theme;
  const kind = `${language} ${theme} ${type}`;
  const position =
    written.get(kind) ??
    Math.floor(
      draw(
        seed,
        PURPOSES.title,
        THEMES.indexOf(theme),
        TYPE_WEIGHTS.findIndex(([name]) => name === type),
      ) * 9,
    );
  written.set(kind, position + 1);
  const title = composeTitle(phrases, theme, type, position);
  const url = `${SITE_URL}/${type}s/${slugOf(title)}-${index + 1}`;
  const startsAt =
    type === "live"
      ? new Date(openingOf(addDays(date, LIVE_NOTICE_DAYS), SITE_TIMEZONE) + LIVE_AFTER_OPENING_MS)
      : null;
  const withdrawn = type !== "live" && draw(seed, PURPOSES.catalogue, key, 7) < WITHDRAWN_SHARE;
  return {
    index,
    externalId: `c-${String(index + 1).padStart(4, "0")}`,
    type,
    title,
    url,
    summary: pickOne(phrases.summaries, draw(seed, PURPOSES.title, key, 1)),
    themes,
    language,
    authorId: draft.authorId,
    publishedAt: draft.publishedAt,
    withdrawnAt: withdrawn
      ? new Date(openingOf(addDays(date, 3 + Math.floor(draw(seed, PURPOSES.catalogue, key, 8) * 20)), SITE_TIMEZONE))
      : null,
    startsAt,
    endsAt: startsAt && new Date(startsAt.getTime() + HOUR_MS),
    replayUrl: startsAt && `${url}/replay`,
    appeal: Math.exp(0.5 * drawNormal(seed, PURPOSES.catalogue, key, 9, 0)),
  };
}

function slugOf(title: string): string {
  return title
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60)
    .replace(/-$/, "");
}
