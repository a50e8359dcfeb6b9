import type { CheckStore, KnownThemes, UnshowableContents } from "../../../audience/checking/ports.ts";
import type { RoadVerdict } from "../../../audience/ports.ts";
import { effectiveReadsSql } from "../../../core/rules/reads.ts";
import type { Database } from "../database.ts";
import { countRoadStatement } from "./moment-statement.ts";
import { nameProgramme } from "./name-programme.ts";
import { readyToPlan } from "./plan-slots.ts";

/** One scan of the visits of a quarter. */
const SPREAD_OF_VISITS = `
WITH counted AS (
  SELECT m.joined_at <= $1::timestamptz AS whole, count(v.started_at)::float8 AS visits
  FROM member m
  LEFT JOIN visit v ON v.member_id = m.id AND v.started_at >= $1 AND v.started_at < $2::timestamptz
  WHERE m.role IN ('member', 'expert') AND m.joined_at < $2
  GROUP BY m.id
)
SELECT count(*) AS members, count(*) FILTER (WHERE whole) AS whole,
  avg(visits) FILTER (WHERE whole) AS mean, var_samp(visits) FILTER (WHERE whole) AS variance
FROM counted`;

const COUNT_READERS = `
SELECT array_remove(reads, NULL) AS reads, count(*) AS members, count(*) FILTER (WHERE stated) AS stated
FROM (SELECT ${effectiveReadsSql("m", "$2::text[]")} AS reads, m.reads IS NOT NULL AS stated FROM member m WHERE m.role IN ('member', 'expert') AND m.joined_at <= $1::timestamptz) r
GROUP BY 1`;

const COUNT_PUBLISHED = `
SELECT language, count(*) AS contents FROM content
WHERE published_at >= $1::timestamptz AND published_at <= $2::timestamptz AND open_to IS NULL
  AND (withdrawn_at IS NULL OR withdrawn_at > $2)
GROUP BY language`;

const UNKNOWN_SEGMENTS = `
SELECT o.segment, count(*)::int AS contents, (array_agg(c.external_id ORDER BY c.published_at DESC, c.id DESC))[1:3] AS examples
FROM opening o JOIN content c ON c.opening_id = o.id
WHERE o.segment <> ALL ($1::text[]) AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $2::timestamptz)
GROUP BY o.segment ORDER BY count(*) DESC, o.segment`;

const UNSHOWABLE = `
SELECT count(*)::int AS contents, coalesce((array_agg(external_id ORDER BY published_at DESC, id DESC))[1:3], '{}') AS examples
FROM content
WHERE published_at IS NOT NULL AND (title IS NULL OR url IS NULL) AND (withdrawn_at IS NULL OR withdrawn_at > $1::timestamptz)`;

/** Rarer ones are hardly what a mistyped theme stands for. */
const MOST_THEMES = 2_000;

const KNOWN_THEMES = `
SELECT theme, count(*) FILTER (WHERE withdrawn_at IS NULL) AS contents
FROM (SELECT DISTINCT id, withdrawn_at, unnest(themes) AS theme FROM content WHERE published_at IS NOT NULL) named
GROUP BY theme
ORDER BY lower(theme) = ANY (SELECT lower(asked) FROM unnest($1::text[]) asked) DESC, count(*) DESC, theme
LIMIT ${MOST_THEMES}`;

interface RoadRow {
  rank: number;
  verdict: Exclude<RoadVerdict, "planned"> | null;
  members: number;
}

export function createCheckStore(database: Database): CheckStore {
  return {
    countRoad: async (plan) => {
      const rows = await database.transaction(async (transaction) => {
        await readyToPlan(transaction);
        return transaction.query<RoadRow>(countRoadStatement(await nameProgramme(transaction, plan)));
      });
      return rows.map(({ rank, verdict, members }) => ({
        rule: plan.rules[rank]?.rule ?? "",
        verdict: verdict ?? "planned",
        members,
      }));
    },

    spreadOfVisits: async (from, to) => {
      const [row] = await database.query<Awaited<ReturnType<CheckStore["spreadOfVisits"]>>>({
        text: SPREAD_OF_VISITS,
        values: [from, to],
      });
      return row ?? { members: 0, whole: 0, mean: null, variance: null };
    },

    countReaders: (at, languages) => database.query({ text: COUNT_READERS, values: [at, languages] }),

    countPublished: (since, at) => database.query({ text: COUNT_PUBLISHED, values: [since, at] }),

    unknownSegments: (known, at) => database.query({ text: UNKNOWN_SEGMENTS, values: [known, at] }),

    unshowable: async (at) => {
      const [row] = await database.query<UnshowableContents>({ text: UNSHOWABLE, values: [at] });
      return row ?? { contents: 0, examples: [] };
    },

    knownThemes: async (asked) => {
      const [themes, [row]] = await Promise.all([
        database.query<KnownThemes["themes"][number]>({ text: KNOWN_THEMES, values: [asked] }),
        database.query<{ contents: number }>({
          text: "SELECT count(*) AS contents FROM content WHERE published_at IS NOT NULL",
          values: [],
        }),
      ]);
      return { contents: row?.contents ?? 0, themes };
    },
  };
}
