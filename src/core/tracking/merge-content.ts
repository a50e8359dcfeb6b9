import { canonicalText } from "./canonical-text.ts";
import { BEFORE_ALL, type ContentFields, type ContentStatement } from "./content.ts";

/** A content as kept: its fields, and for each the time of the word that it rests on. */
export interface ContentRecord {
  readonly id: string;
  readonly fields: ContentFields;
  /** The latest time at which anything was said of it; null: known from activity only. */
  readonly updatedAt: Date | null;
  /** Field → milliseconds. */
  readonly statedAt: Readonly<Record<string, number>>;
}

const NOTHING_STATED: ContentFields = {
  type: "article",
  title: null,
  url: null,
  summary: null,
  imageUrl: null,
  themes: [],
  language: null,
  authorId: null,
  openTo: null,
  publishedAt: null,
  withdrawnAt: null,
  startsAt: null,
  endsAt: null,
  replayUrl: null,
};

/**
 * The content after a statement. For each field the latest word stands, whatever the order in which words arrive; of
 * two events at the same millisecond the greater value stands, so that this does not depend on the order either.
 */
export function mergeContent(known: ContentRecord | undefined, said: ContentStatement): ContentRecord {
  const before = known ?? { id: said.id, fields: NOTHING_STATED, updatedAt: null, statedAt: {} };
  const fields: Record<string, unknown> = { ...before.fields };
  const statedAt: Record<string, number> = { ...before.statedAt };
  const at = said.undated && wasPlanned(before) ? BEFORE_ALL : said.statedAt;
  const ms = at.getTime();
  for (const [name, stated] of Object.entries(said.fields)) {
    if (stated === undefined) continue;
    const value = stated ?? NOTHING_STATED[name as keyof ContentFields];
    const last = statedAt[name];
    if (last !== undefined && (last > ms || (last === ms && said.by === "event" && !isGreater(value, fields[name])))) {
      continue;
    }
    fields[name] = value;
    statedAt[name] = ms;
  }
  return {
    id: before.id,
    fields: fields as unknown as ContentFields,
    updatedAt: before.updatedAt !== null && before.updatedAt > at ? before.updatedAt : at,
    statedAt,
  };
}

/** The same file, read again after the day: what was said until then, such as that it is withdrawn, still is the later word. */
function wasPlanned({ statedAt }: ContentRecord): boolean {
  return Object.values(statedAt).includes(BEFORE_ALL.getTime());
}

function isGreater(one: unknown, other: unknown): boolean {
  return canonicalText(one) > canonicalText(other);
}
