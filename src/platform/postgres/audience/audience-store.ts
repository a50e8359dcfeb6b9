import type {
  AudienceStore,
  Candidate,
  ExpiredSlot,
  Funnel,
  Holder,
  MomentPlan,
  PlannedSlot,
} from "../../../audience/ports.ts";
import { PROGRAMME } from "../../../core/assignment.ts";
import { DAY_MS } from "../../../core/calendar.ts";
import type { Arm } from "../../../core/community.ts";
import { BRAKE_DAYS, isTooLarge, type UsualSlot } from "../../../core/rules/brake.ts";
import type { Statement } from "../../../core/statement.ts";
import type { Database, Queryable } from "../database.ts";
import { loadCommunityFacts } from "./community-facts.ts";
import {
  isWaiting,
  judgeMembersStatement,
  listMatchedStatement,
  planMomentStatement,
  rehearseMomentStatement,
  type SlotToFill,
  sampleMomentStatement,
  waitingTimezonesStatement,
} from "./moment-statement.ts";
import { PLANNING_LOCK } from "./planning-lock.ts";

interface VerdictRow {
  rank: number;
  verdict: Exclude<keyof Funnel, "matched" | "planned"> | null;
  members: number;
}

interface WinnerRow {
  rank: number;
  members: null;
  member_id: number;
  external_id: string;
  arm: Arm;
}

interface HeldOutRow {
  rank: number;
  members: number;
  member_id: null;
  arm: "held_out";
}

type RehearsedRow = VerdictRow | WinnerRow;
type SampledRow = RehearsedRow | HeldOutRow;

function isWinner(row: SampledRow): row is WinnerRow {
  return row.members === null;
}

function isHeldOut(row: SampledRow): row is HeldOutRow {
  return row.members !== null && "arm" in row && row.arm !== null;
}

function isVerdict(row: SampledRow): row is VerdictRow {
  return !isWinner(row) && !isHeldOut(row);
}

function candidateOf(plan: MomentPlan, row: WinnerRow): Candidate {
  const { rank, member_id: memberId, external_id: externalId, arm } = row;
  return { rule: plan.rules[rank]?.rule ?? "", memberId, externalId, arm };
}

export function createAudienceStore(database: Database): AudienceStore {
  return {
    timezones: async (fallback) => {
      const rows = await database.query<{ timezone: string }>({
        text: `SELECT DISTINCT coalesce(timezone, $1) AS timezone FROM member WHERE role IN ('member', 'expert') ORDER BY 1`,
        values: [fallback],
      });
      return rows.map(({ timezone }) => timezone);
    },

    knowsLaterThan: async (at) => {
      const [row] = await database.query<{ later: boolean }>({
        text: `SELECT coalesce(latest_act_at > $1::timestamptz, false)
  OR EXISTS (SELECT FROM slot WHERE instant > $1::timestamptz AND state = 'planned') AS later FROM installation`,
        values: [at],
      });
      return row?.later ?? false;
    },

    communityFacts: (question, keepFit = false) => loadCommunityFacts(database, question, keepFit),

    standingSlots: (after) =>
      database.query({
        text: `SELECT rule, timezone, period AS "localDate", local_time AS "localTime" FROM slot WHERE instant > $1::timestamptz`,
        values: [after],
      }),

    planMoment: (plan) => database.transaction((transaction) => planMoment(transaction, plan)),

    rehearseMoment: async (plan, force) => {
      const standing = force ? new Set<string>() : await standingSlots(database, plan);
      const ranks = plannedRanks(plan).filter((rank) => !standing.has(plan.rules[rank]?.rule ?? ""));
      const rows = await database.transaction(async (transaction) => {
        await readyToPlan(transaction);
        return transaction.query<RehearsedRow>(rehearseMomentStatement(plan, ranks, force));
      });
      const funnels = funnelsOf(plan, rows.filter(isVerdict));
      const members = rows.filter(isWinner).map((row) => candidateOf(plan, row));
      const holds = await readHolds(database, plan);
      return { slots: ranks.map((rank) => slotOf(plan, rank, null, funnels, holds)), members };
    },

    sampleMoment: async (plan, most) => {
      const ranks = plannedRanks(plan);
      const rows = await database.transaction(async (transaction) => {
        await readyToPlan(transaction);
        return transaction.query<SampledRow>(sampleMomentStatement(plan, ranks, most));
      });
      const funnels = funnelsOf(plan, rows.filter(isVerdict));
      const holds = await readHolds(database, plan);
      return {
        slots: ranks.map((rank) => slotOf(plan, rank, null, funnels, holds)),
        members: rows.filter(isWinner).map((row) => candidateOf(plan, row)),
        heldOut: rows.filter(isHeldOut).reduce((sum, { members }) => sum + members, 0),
      };
    },

    judgeMembers: async (plan, memberIds) => {
      const rows = await database.transaction(async (transaction) => {
        await readyToPlan(transaction);
        return transaction.query<{ rank: number; member_id: number; verdict: VerdictRow["verdict"]; arm: Arm | null }>(
          judgeMembersStatement(plan, memberIds),
        );
      });
      return rows.map((row) => ({
        rule: plan.rules[row.rank]?.rule ?? "",
        memberId: row.member_id,
        verdict: row.verdict ?? "planned",
        arm: row.arm,
      }));
    },

    listMatched: async (plan) => {
      const rows = await database.transaction(async (transaction) => {
        await readyToPlan(transaction);
        return transaction.query<{ rank: number; verdict: VerdictRow["verdict"]; member_ids: number[] }>(
          listMatchedStatement(plan),
        );
      });
      return rows.map(({ rank, verdict, member_ids: memberIds }) => ({
        rule: plan.rules[rank]?.rule ?? "",
        verdict: verdict ?? "planned",
        memberIds,
      }));
    },

    timezonesWaiting: async (waits, at, fallback) => {
      const rows = await database.query<{ timezone: string }>(waitingTimezonesStatement(waits, at, fallback));
      return rows.map(({ timezone }) => timezone);
    },

    recordExpired: async (slots, at) => {
      const column = <K extends keyof ExpiredSlot>(key: K) => slots.map((slot) => slot[key]);
      const rows = await database.query<{ id: number }>({
        text: `INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at)
SELECT rule, hash, timezone, period, local_time, instant, 'expired', $7::timestamptz
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) AS late (rule, hash, timezone, period, local_time, instant)
ON CONFLICT DO NOTHING
RETURNING id`,
        values: [
          column("rule"),
          column("hash"),
          column("timezone"),
          column("localDate"),
          column("localTime"),
          column("instant"),
          at,
        ],
      });
      return rows.length;
    },

    slotsSince: (since) =>
      database.query({
        text: "SELECT rule, funnel FROM slot WHERE planned_at >= $1::timestamptz AND funnel IS NOT NULL ORDER BY instant",
        values: [since],
      }),
  };
}

async function planMoment(transaction: Queryable, plan: MomentPlan): Promise<PlannedSlot[]> {
  await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [PLANNING_LOCK] });
  await readyToPlan(transaction);
  const slots = await insertSlots(transaction, plan);
  if (slots.size === 0) return [];
  const rows = await transaction.query<VerdictRow>(planMomentStatement(plan, slots));
  const funnels = funnelsOf(plan, rows);
  if (isWaiting(plan)) await dropEmptySlots(transaction, plan, slots, funnels);
  const holds = await readHolds(transaction, plan);
  const planned = [...slots].map(([rank, slot]) => slotOf(plan, rank, slot.slotId, funnels, holds));
  await transaction.query({
    text: `UPDATE slot SET funnel = given.funnel, usual = given.usual, held_by = given.held_by,
  state = CASE WHEN given.held_by IS NULL THEN slot.state ELSE 'braked' END,
  held_until = CASE WHEN given.held_by IS NOT NULL THEN $5::timestamptz END
FROM unnest($1::bigint[], $2::jsonb[], $3::float8[], $4::text[]) AS given (id, funnel, usual, held_by) WHERE slot.id = given.id`,
    values: [
      planned.map(({ slotId }) => slotId),
      planned.map(({ funnel }) => JSON.stringify(funnel)),
      planned.map(({ rule }) => holds.usual.get(rule)?.planned ?? null),
      planned.map(({ heldBy }) => heldBy),
      plan.dayEndsAt,
    ],
  });
  return planned;
}

/** What may hold the slots of a moment, by rule. */
interface Holds {
  readonly usual: ReadonlyMap<string, UsualSlot>;
  /** Rules whose mailing of that date somebody holds. */
  readonly byReview: ReadonlySet<string>;
}

/** A slot that was held and never released was not usual. */
const READ_USUAL = `SELECT rule, count(*) AS slots, percentile_cont(0.5) WITHIN GROUP (ORDER BY (funnel->>'planned')::int) AS planned
FROM slot
WHERE rule = ANY($1::text[]) AND timezone = $2 AND instant >= $3::timestamptz AND instant < $4::timestamptz
  AND state IN ('planned', 'released') AND (funnel->>'planned')::int > 0
GROUP BY rule`;

async function readHolds(database: Queryable, plan: MomentPlan): Promise<Holds> {
  // What a rule waits for comes as it comes: no cycle's slot is usual, and none has a date to be looked at before.
  if (isWaiting(plan)) return { usual: new Map(), byReview: new Set() };
  const rules = plannedRanks(plan).map((rank) => plan.rules[rank]?.rule);
  const since = new Date(plan.instant.getTime() - BRAKE_DAYS * DAY_MS);
  const lately = await database.query<UsualSlot & { rule: string }>({
    text: READ_USUAL,
    values: [rules, plan.timezone, since, plan.instant],
  });
  const held = await database.query<{ rule: string }>({
    text: "SELECT rule FROM rule_hold WHERE rule = ANY($1::text[]) AND period = $2",
    values: [rules, plan.localDate],
  });
  return {
    usual: new Map(lately.map(({ rule, ...usual }) => [rule, usual])),
    byReview: new Set(held.map(({ rule }) => rule)),
  };
}

function holderOf(rule: string, planned: number, { brake }: MomentPlan, { usual, byReview }: Holds): Holder | null {
  if (planned === 0) return null;
  if (byReview.has(rule)) return "review";
  return isTooLarge(planned, usual.get(rule) ?? null, brake) ? "brake" : null;
}

/** Old enough for no window to be open that long: the earliest reminder of a live is told by then. */
const KEEP_WAITING_DAYS = 60;

/** A cycle in which nobody's window has ended leaves no slot, and old windows that were never told are forgotten. */
async function dropEmptySlots(
  transaction: Queryable,
  { at }: MomentPlan,
  slots: Map<number, SlotToFill>,
  funnels: ReadonlyMap<number, Funnel>,
): Promise<void> {
  const empty = [...slots].filter(([rank]) => (funnels.get(rank)?.matched ?? 0) === 0);
  for (const [rank] of empty) slots.delete(rank);
  const ids = empty.map(([, { slotId }]) => slotId);
  if (ids.length > 0) await transaction.query({ text: "DELETE FROM slot WHERE id = ANY($1::bigint[])", values: [ids] });
  await transaction.query({
    text: `DELETE FROM waiting_window WHERE opened_at < $1::timestamptz - ${KEEP_WAITING_DAYS} * interval '1 day'`,
    values: [at],
  });
}

/** What a plan's slots are told apart by, beside rule and timezone. */
function periodOf(plan: MomentPlan): string {
  return isWaiting(plan) ? plan.instant.toISOString() : plan.localDate;
}

export async function readyToPlan(transaction: Queryable): Promise<void> {
  // A plan of a million members sorts and hashes; the default of 4 MB would spill each of them to disk.
  await transaction.query({ text: "SET LOCAL work_mem = '64MB'", values: [] });
  // A statement of so many expressions takes longer to compile than it runs.
  await transaction.query({ text: "SET LOCAL jit = off", values: [] });
}

/** The slots that did not stand yet, by the rule's place in the plan. */
async function insertSlots(transaction: Queryable, plan: MomentPlan): Promise<Map<number, SlotToFill>> {
  const ranks = plannedRanks(plan);
  const rows = await transaction.query<{ rule: string; id: number }>({
    text: `INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at)
SELECT rule, hash, $3, $4, $5, $6::timestamptz, 'planned', $7::timestamptz FROM unnest($1::text[], $2::text[]) AS due (rule, hash)
ON CONFLICT DO NOTHING
RETURNING rule, id`,
    values: [
      ranks.map((rank) => plan.rules[rank]?.rule),
      ranks.map((rank) => plan.rules[rank]?.hash),
      plan.timezone,
      periodOf(plan),
      plan.localTime,
      plan.instant,
      plan.at,
    ],
  });
  if (rows.length === 0) return new Map();
  const programmePhase =
    plan.programme === null
      ? null
      : await openPhase(transaction, PROGRAMME, plan.programme.heldOut, plan.holdoutBy, plan.at);
  const slots = new Map<number, SlotToFill>();
  for (const rank of ranks) {
    const rule = plan.rules[rank];
    const slot = rows.find((row) => row.rule === rule?.rule);
    if (rule === undefined || slot === undefined) continue;
    const rulePhase =
      rule.heldOut === null ? null : await openPhase(transaction, rule.rule, rule.heldOut, plan.holdoutBy, plan.at);
    slots.set(rank, { slotId: slot.id, programmePhase, rulePhase });
  }
  return slots;
}

/** The experiment's phase: the one that stands, or a new one where the share or the unit has changed. */
async function openPhase(
  transaction: Queryable,
  experiment: string,
  share: number,
  by: "member" | "company",
  at: Date,
): Promise<number> {
  const [row] = await transaction.query<{ phase: number }>({
    text: `WITH last AS (SELECT phase, share, by FROM experiment_phase WHERE experiment = $1 ORDER BY phase DESC LIMIT 1),
opened AS (
  INSERT INTO experiment_phase (experiment, phase, share, by, opened_at)
  SELECT $1, coalesce((SELECT phase FROM last), 0) + 1, $2::float8, $3, $4::timestamptz
  WHERE NOT EXISTS (SELECT 1 FROM last WHERE share = $2::float8 AND by = $3)
  RETURNING phase
)
SELECT phase FROM opened UNION ALL SELECT phase FROM last WHERE NOT EXISTS (SELECT 1 FROM opened)`,
    values: [experiment, share, by, at],
  });
  return row?.phase ?? 1;
}

async function standingSlots(database: Queryable, plan: MomentPlan): Promise<Set<string>> {
  const rows = await database.query<{ rule: string }>({
    text: "SELECT rule FROM slot WHERE timezone = $1 AND period = $2 AND local_time = $3",
    values: [plan.timezone, periodOf(plan), plan.localTime],
  } satisfies Statement);
  return new Set(rows.map(({ rule }) => rule));
}

function plannedRanks(plan: MomentPlan): number[] {
  return plan.rules.flatMap((rule, rank) => (rule.planned ? [rank] : []));
}

function funnelsOf(plan: MomentPlan, rows: readonly VerdictRow[]): Map<number, Funnel> {
  return new Map(
    plan.rules.map((_, rank) => {
      const lost = (verdict: VerdictRow["verdict"]) =>
        rows.find((row) => row.rank === rank && row.verdict === verdict)?.members ?? 0;
      const funnel = {
        unsubscribed: lost("unsubscribed"),
        suppressed: lost("suppressed"),
        no_email: lost("no_email"),
        again_after: lost("again_after"),
        capped: lost("capped"),
        outranked: lost("outranked"),
        planned: lost(null),
      };
      const matched = Object.values(funnel).reduce((sum, members) => sum + members, 0);
      return [rank, { matched, ...funnel }];
    }),
  );
}

function slotOf(
  plan: MomentPlan,
  rank: number,
  slotId: number | null,
  funnels: Map<number, Funnel>,
  holds: Holds,
): PlannedSlot {
  const funnel = funnels.get(rank);
  const rule = plan.rules[rank];
  if (funnel === undefined || rule === undefined) throw new Error(`No funnel for place ${rank} of the moment's order.`);
  return { rule: rule.rule, hash: rule.hash, slotId, funnel, heldBy: holderOf(rule.rule, funnel.planned, plan, holds) };
}
