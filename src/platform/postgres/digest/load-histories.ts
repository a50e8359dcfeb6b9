import type { LocalDate } from "../../../core/community.ts";
import type { ReadingHistory } from "../../../digest/ports.ts";
import type { Queryable } from "../database.ts";

/**
 * All that these members have viewed, one row and one string a member. Asking for the candidates only looks cheaper
 * and is twenty times slower: the planner turns to one index scan for each member and candidate.
 */
const LOAD_VIEWS = `
  SELECT member_id AS "memberId",
    string_agg(content_id || ' ' || floor(extract(epoch FROM first_viewed_at) / 86400)::int, ' ') AS views
  FROM view
  WHERE member_id = ANY($1::bigint[]) AND first_viewed_at <= $2
  GROUP BY member_id`;

const LOAD_REPLAYS = `
  SELECT member_id AS "memberId", string_agg(content_id::text, ' ') AS contents
  FROM replay_view
  WHERE member_id = ANY($1::bigint[]) AND seen_at <= $2
  GROUP BY member_id`;

const LOAD_MAILED = `
  SELECT member_id AS "memberId", string_agg(content_id::text, ' ') AS contents
  FROM pick
  WHERE held AND member_id = ANY($1::bigint[])
  GROUP BY member_id`;

/** As of an instant: a pick that another has replaced since was still held then. */
const LOAD_MAILED_UP_TO = `
  SELECT p.member_id AS "memberId",
    string_agg(p.content_id::text, ' ') FILTER (WHERE $3::date IS NULL OR d.local_date > $3::date) AS contents,
    string_agg(p.content_id::text, ' ') FILTER (WHERE d.local_date <= $3::date) AS "longAgo"
  FROM pick p
  JOIN digest d ON d.member_id = p.member_id AND d.id = p.digest_id
  WHERE p.member_id = ANY($1::bigint[])
    AND CASE WHEN $2::timestamptz IS NULL THEN p.held ELSE (p.held OR p.replaced_at > $2) AND d.slot_at <= $2 END
  GROUP BY p.member_id`;

const LOAD_THEMES_OFF = `
  SELECT member_id AS "memberId", themes_off AS themes
  FROM member_preference
  WHERE member_id = ANY($1::bigint[]) AND themes_off <> '{}'`;

/** Few openings, and none where everything is for everybody; each member is looked up once in each. */
const LOAD_OPENINGS = `
  SELECT member_id AS "memberId", array_agg(opening_id) AS openings
  FROM may_open
  WHERE member_id = ANY($1::bigint[])
  GROUP BY member_id`;

const NO_THEMES: ReadonlySet<string> = new Set();
const NO_OPENINGS: ReadonlySet<number> = new Set();

interface MailedRow {
  readonly memberId: number;
  readonly contents: string | null;
  readonly longAgo?: string | null;
}

export async function loadHistories(
  database: Queryable,
  memberIds: readonly number[],
  viewedUpTo: Date,
  mailedUpTo: Date | null,
  longAgo: LocalDate | null,
): Promise<Map<number, ReadingHistory>> {
  const isPlain = mailedUpTo === null && longAgo === null;
  const [viewRows, replayRows, mailedRows, themeRows, openingRows] = await Promise.all([
    database.query<{ memberId: number; views: string }>({ text: LOAD_VIEWS, values: [memberIds, viewedUpTo] }),
    database.query<{ memberId: number; contents: string }>({ text: LOAD_REPLAYS, values: [memberIds, viewedUpTo] }),
    database.query<MailedRow>(
      isPlain
        ? { text: LOAD_MAILED, values: [memberIds] }
        : { text: LOAD_MAILED_UP_TO, values: [memberIds, mailedUpTo, longAgo] },
    ),
    database.query<{ memberId: number; themes: string[] }>({ text: LOAD_THEMES_OFF, values: [memberIds] }),
    database.query<{ memberId: number; openings: number[] }>({ text: LOAD_OPENINGS, values: [memberIds] }),
  ]);
  const mailed = new Map(mailedRows.map((row) => [row.memberId, row]));
  const themesOff = new Map(themeRows.map(({ memberId, themes }) => [memberId, new Set(themes)]));
  const openings = new Map(openingRows.map((row) => [row.memberId, new Set(row.openings)]));
  const viewed = new Map(viewRows.map(({ memberId, views }) => [memberId, readViews(views)]));
  const replays = new Map(replayRows.map(({ memberId, contents }) => [memberId, contents]));
  return new Map(
    memberIds.map((id) => [
      id,
      {
        viewed: viewed.get(id) ?? new Map(),
        replays: readSet(replays.get(id)),
        mailed: readSet(mailed.get(id)?.contents),
        mailedLongAgo: readSet(mailed.get(id)?.longAgo),
        themesOff: themesOff.get(id) ?? NO_THEMES,
        openings: openings.get(id) ?? NO_OPENINGS,
      },
    ]),
  );
}

function readSet(text: string | null | undefined): Set<number> {
  return text == null ? new Set() : new Set(readNumbers(text));
}

function readViews(text: string): Map<number, number> {
  const numbers = readNumbers(text);
  const views = new Map<number, number>();
  for (let at = 0; at + 1 < numbers.length; at += 2) views.set(numbers[at] as number, numbers[at + 1] as number);
  return views;
}

const ZERO = 48;
const MINUS = 45;

/** Whole numbers between blanks, without a string for each. */
function readNumbers(text: string): number[] {
  const numbers: number[] = [];
  let number = 0;
  let sign = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO) number = number * 10 + code - ZERO;
    else if (code === MINUS) sign = -1;
    else {
      numbers.push(sign * number);
      number = 0;
      sign = 1;
    }
  }
  numbers.push(sign * number);
  return numbers;
}
