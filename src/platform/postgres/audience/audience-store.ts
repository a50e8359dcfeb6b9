import type { AudienceStore, ExpiredSlot } from "../../../audience/ports.ts";
import type { Arm } from "../../../core/community.ts";
import type { Database } from "../database.ts";
import { loadCommunityFacts } from "./community-facts.ts";
import {
  judgeMembersStatement,
  listMatchedStatement,
  rehearseMomentStatement,
  sampleMomentStatement,
  waitingTimezonesStatement,
} from "./moment-statement.ts";
import { nameProgramme } from "./name-programme.ts";
import { planMoment, readyToPlan, standingSlots } from "./plan-slots.ts";
import { plannedRanks, readHolds } from "./read-holds.ts";
import { segmentsOfContents } from "./refresh-segments.ts";
import {
  candidateOf,
  funnelsOf,
  isHeldOut,
  isVerdict,
  isWinner,
  type RehearsedRow,
  type SampledRow,
  slotOf,
  type VerdictRow,
} from "./road-rows.ts";

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

    segmentsOfContents: () => segmentsOfContents(database),

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
        return transaction.query<RehearsedRow>(
          rehearseMomentStatement(await nameProgramme(transaction, plan), ranks, force),
        );
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
        return transaction.query<SampledRow>(
          sampleMomentStatement(await nameProgramme(transaction, plan), ranks, most),
        );
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
          judgeMembersStatement(await nameProgramme(transaction, plan), memberIds),
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
          listMatchedStatement(await nameProgramme(transaction, plan)),
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
