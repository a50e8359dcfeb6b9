import { DAY_MS } from "../../../core/calendar.ts";
import { communityFilters } from "../../../core/rules/compile.ts";
import { topWindowStart } from "../../../core/rules/conditions/did.ts";
import type { CommunityFacts, CommunityNeed, CommunityQuestion } from "../../../core/rules/evaluation.ts";
import {
  HAS_HABIT_SQL,
  KNOWN_INTERVAL_SQL,
  LEAST_GAPS,
  usualIntervalsSql,
} from "../../../core/rules/usual-interval.ts";
import { datedDaysSql, KNOWN_DAYS_SQL } from "../../../core/rules/visiting-days.ts";
import { type Statement, StatementValues } from "../../../core/statement.ts";
import type { BgNbd } from "../../../core/stats/bg-nbd.ts";
import type { CountedHistory } from "../../../core/stats/fit-bg-nbd.ts";
import type { Queryable } from "../database.ts";

/** So that nobody comes and goes with every small change of the parameters, which move slowly. */
const FIT_LASTS_MS = DAY_MS;
/**
 * Drawn by the hash of their ids, the same ones each time: half a second of work, and the parameters of 100,000 simulated
 * members to two thousandths.
 */
const MEMBERS_FITTED = 20_000;
/** Shares are counted in these, so that 7% of 100 members are 7. */
const MILLION = 1_000_000;

type TopNeed = Extract<CommunityNeed, { kind: "top_count" }>;

/** Each figure is one statement over all members that rules are for, whatever their timezone. */
export async function loadCommunityFacts(
  database: Queryable,
  question: CommunityQuestion,
  keepFit: boolean,
): Promise<CommunityFacts> {
  const asked = new Set(question.needs.map(({ kind }) => kind));
  const tops = question.needs.filter((need): need is TopNeed => need.kind === "top_count");
  const usualIntervalMs = asked.has("usual_interval") ? await loadUsualInterval(database, question) : null;
  const rhythm = asked.has("rhythm") ? await loadRhythm(database, question, keepFit) : null;
  const topCounts = new Map<string, number | null>();
  for (const need of tops) topCounts.set(need.key, await loadTopCount(database, question, need));
  const someRestricted = asked.has("openings") && (await hasRestricted(database));
  return { usualIntervalMs, rhythm, topCounts, someRestricted };
}

async function hasRestricted(database: Queryable): Promise<boolean> {
  const [row] = await database.query<{ some: boolean }>({
    text: "SELECT EXISTS (SELECT FROM opening) AS some",
    values: [],
  });
  return row?.some ?? false;
}

interface Asked {
  readonly bind: (value: unknown, type: string) => string;
  readonly at: string;
  /** Conditions over `m`. */
  readonly filters: string;
}

function ask({ at: instant, settings }: CommunityQuestion, write: (asked: Asked) => string): Statement {
  const values = new StatementValues();
  const bind = (value: unknown, type: string): string => `${values.bind(value)}::${type}`;
  const at = bind(instant, "timestamptz");
  const filters = communityFilters(settings.team, bind, at).join(" AND ");
  return { text: write({ bind, at, filters }), values: values.values };
}

async function loadUsualInterval(database: Queryable, question: CommunityQuestion): Promise<number | null> {
  const statement = ask(question, ({ at, filters }) =>
    question.asOf === "facts"
      ? `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ${KNOWN_INTERVAL_SQL}) AS usual
FROM member m WHERE ${HAS_HABIT_SQL} AND ${filters}`
      : `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY u.usual_ms) AS usual
FROM (${usualIntervalsSql(at)}) AS u JOIN member m ON m.id = u.member_id WHERE u.gaps >= ${LEAST_GAPS} AND ${filters}`,
  );
  const [row] = await database.query<{ usual: number | null }>(statement);
  return row?.usual ?? null;
}

/** The count of the member at rank ceil(share × doers); whoever reaches it is among the top. */
async function loadTopCount(database: Queryable, question: CommunityQuestion, need: TopNeed): Promise<number | null> {
  const statement = ask(question, ({ bind, at, filters }) => {
    const share = bind(Math.round(need.share * MILLION), "bigint");
    return `SELECT n FROM (
  SELECT count(*) AS n, row_number() OVER (ORDER BY count(*) DESC) AS rank, count(*) OVER () AS doers
  FROM activity a JOIN member m ON m.id = a.member_id
  WHERE a.name = ANY(${bind(need.activities, "text[]")}) AND a.occurred_at <= ${at}
    AND a.occurred_at >= ${bind(topWindowStart(need.withinDays, question), "timestamptz")} AND ${filters}
  GROUP BY a.member_id
) AS ranked WHERE rank = greatest(1, (${share} * doers + ${MILLION - 1}) / ${MILLION})`;
  });
  const [row] = await database.query<{ n: number }>(statement);
  return row?.n ?? null;
}

async function loadRhythm(database: Queryable, question: CommunityQuestion, keepFit: boolean): Promise<BgNbd | null> {
  const { at } = question;
  const [kept] = await database.query<Nullable<BgNbd>>({
    text: `SELECT r, alpha, a, b FROM rhythm_fit WHERE fitted_at > $1::timestamptz AND fitted_at <= $2::timestamptz
ORDER BY fitted_at DESC LIMIT 1`,
    values: [new Date(at.getTime() - FIT_LASTS_MS), at],
  });
  if (kept !== undefined) return known(kept);
  const histories = await database.query<CountedHistory>(historiesStatement(question));
  // Brings special functions as WebAssembly with it, which no other part of planning needs.
  const { fitBgNbd } = await import("../../../core/stats/fit-bg-nbd.ts");
  const fitted = fitBgNbd(histories);
  const model = "model" in fitted ? fitted.model : null;
  if (keepFit) {
    await database.query({
      text: `INSERT INTO rhythm_fit (fitted_at, r, alpha, a, b, members) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      values: [
        at,
        model?.r,
        model?.alpha,
        model?.a,
        model?.b,
        histories.reduce((sum, { members }) => sum + members, 0),
      ],
    });
  }
  return model;
}

type Nullable<Row> = { readonly [Key in keyof Row]: Row[Key] | null };

function known({ r, alpha, a, b }: Nullable<BgNbd>): BgNbd | null {
  return r === null || alpha === null || a === null || b === null ? null : { r, alpha, a, b };
}

/** In one order, so that the same members give the same parameters to the last bit, from facts and dated alike. */
function historiesStatement(question: CommunityQuestion): Statement {
  return ask(question, ({ at, filters }) => {
    const { first, last, days } = KNOWN_DAYS_SQL;
    const came =
      question.asOf === "facts"
        ? `SELECT m.external_id, ${days} AS days, ${first} AS first_day, ${last} AS last_day FROM member m
    WHERE m.visit_days > 0 AND ${filters}`
        : `SELECT m.external_id, d.days, d.first_day, d.last_day
    FROM (${datedDaysSql(at)}) AS d JOIN member m ON m.id = d.member_id WHERE ${filters}`;
    return `SELECT days - 1 AS repeats, last_day - first_day AS recency, (${at} AT TIME ZONE 'UTC')::date - first_day AS age,
  count(*) AS members
FROM (${came} ORDER BY md5(m.external_id) COLLATE "C", m.id LIMIT ${MEMBERS_FITTED}) AS drawn
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  });
}
