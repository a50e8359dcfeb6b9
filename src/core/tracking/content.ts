import { z } from "zod";
import { CONTENT_TYPES, type ContentType, type Language } from "../community.ts";
import { primarySubtag } from "./languages.ts";
import { readOpenTo } from "./opening.ts";
import {
  readChoice,
  readId,
  readLine,
  readList,
  readOptionalId,
  readRequiredLine,
  readRequiredUrl,
  readUrl,
} from "./read-text.ts";
import { isAhead, NOT_AHEAD, readRequiredTime, readTime } from "./read-time.ts";
import {
  type FieldMistake,
  field,
  mistakeIn,
  mistakesOf,
  type Reading,
  type ReadRow,
  type TimeReading,
} from "./reading.ts";

/** What is said of a content, each field with a life of its own. */
export interface ContentFields {
  readonly type: ContentType;
  readonly title: string | null;
  readonly url: string | null;
  readonly summary: string | null;
  readonly imageUrl: string | null;
  readonly themes: readonly string[];
  readonly language: Language | null;
  readonly authorId: string | null;
  readonly openTo: unknown;
  readonly publishedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly replayUrl: string | null;
}

/** Fields that are undefined are not spoken of; null empties. */
export type StatedFields = { readonly [Field in keyof ContentFields]?: ContentFields[Field] | null | undefined };

/** What a row or an event says of a content, and as of when. */
export interface ContentStatement {
  /** The site's own id. */
  readonly id: string;
  readonly statedAt: Date;
  /** A file speaks for the site as it is: at the same time as an event, or a file before it, its word is the last. */
  readonly by: "file" | "event";
  /** `statedAt` is not what a file said, but the content's publication. */
  readonly undated?: boolean;
  readonly fields: StatedFields;
}

export const CONTENT_COLUMNS = [
  "id",
  "title",
  "url",
  "type",
  "themes",
  "summary",
  "imageUrl",
  "language",
  "authorId",
  "openTo",
  "publishedAt",
  "updatedAt",
  "withdrawnAt",
  "startsAt",
  "endsAt",
  "replayUrl",
] as const;

const TITLE_LENGTH = 1_000;
const SUMMARY_LENGTH = 10_000;

export function readLanguage(value: unknown): Reading<Language | null | undefined> {
  if (value === undefined) return { value: undefined };
  if (value === null || value === "") return { value: null };
  const language = typeof value === "string" ? primarySubtag(value) : null;
  return language === null ? { expected: "a language tag such as fr or pt-BR" } : { value: language };
}

function readAuthor(value: unknown): Reading<string | null | undefined> {
  return value === undefined ? { value: undefined } : readOptionalId(value);
}

/** The fields that an event of the catalogue may state. */
function statedSchema(times: TimeReading) {
  return z.object({
    title: field(readLine(TITLE_LENGTH)),
    url: field(readUrl),
    type: field(readChoice(CONTENT_TYPES)),
    themes: field(readList),
    summary: field(readLine(SUMMARY_LENGTH)),
    imageUrl: field(readUrl),
    language: field(readLanguage),
    authorId: field(readAuthor),
    openTo: field(readOpenTo),
    publishedAt: field(readTime(times)),
    withdrawnAt: field(readTime(times)),
    startsAt: field(readTime(times)),
    endsAt: field(readTime(times)),
    replayUrl: field(readUrl),
  });
}

const STATED_NAMES = CONTENT_COLUMNS.filter((name) => name !== "id" && name !== "updatedAt");

function only(row: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

/**
 * As of when a row without `updatedAt` speaks of what is to be published later: before whatever events say. Its publication
 * would outdo what is said until then, such as that it is withdrawn; and the moment of reading, the same file read twice.
 */
export const BEFORE_ALL = new Date(0);

/**
 * Reads rows of contents: keys as in CONTENT_COLUMNS, every other key left aside. A row speaks as of its `updatedAt`, or of its
 * publication where that is not given.
 */
export function contentReader(
  times: TimeReading,
): (row: Readonly<Record<string, unknown>>, now: Date) => ReadRow<ContentStatement> {
  const readAnyTime = readTime(times);
  const schema = statedSchema(times).extend({
    id: field(readId),
    title: field(readRequiredLine(TITLE_LENGTH)),
    url: field(readRequiredUrl),
    publishedAt: field(readRequiredTime(times)),
    updatedAt: field(readTime(times)),
  });
  return (row, now) => {
    const parsed = schema.safeParse(only(row, CONTENT_COLUMNS));
    const updated = readAnyTime(row.updatedAt);
    // Whatever is said of the content until then would count as older.
    const isEarly = "value" in updated && isAhead(updated.value, now);
    const mistakes = [
      ...(parsed.success ? [] : mistakesOf(parsed.error, row)),
      ...(isEarly ? [mistakeIn("updatedAt", NOT_AHEAD, row.updatedAt)] : []),
    ];
    if (!parsed.success || mistakes.length > 0) return { mistakes };
    const { id, updatedAt, ...fields } = parsed.data;
    const published = fields.publishedAt > now ? BEFORE_ALL : fields.publishedAt;
    const said = updatedAt ? { statedAt: updatedAt } : { statedAt: published, undated: true };
    return { value: { id, ...said, by: "file", fields }, warnings: [] };
  };
}

/** Reads the fields that an event of the catalogue carries as its properties. */
export function statedFieldsReader(
  times: TimeReading,
): (
  row: Readonly<Record<string, unknown>>,
) => { readonly fields: StatedFields } | { readonly mistakes: FieldMistake[] } {
  const schema = statedSchema(times);
  return (row) => {
    const parsed = schema.safeParse(only(row, STATED_NAMES));
    return parsed.success ? { fields: parsed.data } : { mistakes: mistakesOf(parsed.error, row) };
  };
}
