import type { IngestStore } from "../../../ingest/ports.ts";
import type { Database, Queryable } from "../database.ts";
import { changeContents } from "./content-rows.ts";
import { countShared } from "./count-shared.ts";
import { changeCustomers, countCustomers } from "./customer-rows.ts";
import { dropActivities } from "./drop-activities.ts";
import { joinMembers, untoldAliases } from "./join-members.ts";
import { changeMeasures } from "./measure-rows.ts";
import { readCurrentIds, readMembers, writeMembers } from "./member-rows.ts";
import { finishMoves } from "./move-rows.ts";
import { ensurePartitions, monthsOf } from "./partitions.ts";
import { recomputeFacts } from "./recompute-facts.ts";
import { recordActivities } from "./record-activities.ts";
import { recordMessages } from "./record-messages.ts";

/** Two that change members (or contents) from what they read of them do so one after the other. */
const MEMBERS_LOCK = 4_100_602;
const CONTENTS_LOCK = 4_100_603;
const CUSTOMERS_LOCK = 4_100_604;
const MEASURES_LOCK = 4_100_605;

/** Deadlock detected, unique violation. */
const LOST_TO_ANOTHER = ["40P01", "23505"];
/** A row that no partition takes breaks a check, as PostgreSQL has it. */
const NO_PARTITION = "23514";
const MOST_ATTEMPTS = 5;
/** Where a message came again more are expected, of a file that is read once more or a site that sends twice. */
const AWAIT_MORE_MS = 60_000;

export function createIngestStore(database: Database): IngestStore {
  const months = new Set<string>();
  let cameAgainAt = Number.NEGATIVE_INFINITY;
  return {
    changeMembers: (ids, joinedAt, change) =>
      repeated(database, async (transaction) => {
        await lock(transaction, MEMBERS_LOCK);
        const known = await readMembers(transaction, ids);
        const current = await readCurrentIds(transaction, ids);
        await writeMembers(transaction, change(known, current), joinedAt);
      }),
    aliasMembers: async (aliases, joinedAt, visitGapMs) => {
      const news = await untoldAliases(database, aliases);
      if (news.length === 0) return 0;
      return repeated(database, async (transaction) => {
        await lock(transaction, MEMBERS_LOCK);
        return joinMembers(transaction, news, joinedAt, visitGapMs);
      });
    },
    countShared: () => countShared(database),
    changeContents: (ids, messages, change) =>
      repeated(database, async (transaction) => {
        await lock(transaction, CONTENTS_LOCK);
        const fresh =
          messages === null
            ? new Set<string>()
            : await recordMessages(transaction, messages.source, messages.messageIds);
        await changeContents(transaction, ids, (known) => change(known, fresh));
      }),
    changeCustomers: (said, change) =>
      repeated(database, async (transaction) => {
        await lock(transaction, CUSTOMERS_LOCK);
        await changeCustomers(transaction, said, change);
      }),
    countCustomers: () => countCustomers(database),
    changeMeasures: (measures, change) =>
      repeated(database, async (transaction) => {
        await lock(transaction, MEASURES_LOCK);
        await changeMeasures(transaction, measures, change);
      }),
    finishMerges: () =>
      repeated(database, async (transaction) => {
        await lock(transaction, MEMBERS_LOCK);
        return finishMoves(transaction);
      }),
    recordActivities: async (source, activities, visitGapMs) => {
      if (activities.length === 0) return 0;
      const needed = monthsOf(activities.map(({ occurredAt }) => occurredAt));
      return withPartitions(database, months, needed, () =>
        repeated(database, (transaction, attempt) => {
          if (attempt > 1) cameAgainAt = performance.now();
          const awaiting = performance.now() < cameAgainAt + AWAIT_MORE_MS;
          return recordActivities(transaction, source, activities, visitGapMs, awaiting);
        }),
      );
    },
    dropActivities: (at, keptDays) => dropActivities(database, at, keptDays),
    recomputeFacts: (visitGapMs) => repeated(database, (transaction) => recomputeFacts(transaction, visitGapMs)),
  };
}

/**
 * Months whose partitions were there are remembered, not asked for again. One may have been dropped since for its age, and
 * late activities be of it: it is made once more.
 */
async function withPartitions<T>(
  database: Database,
  made: Set<string>,
  months: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const missing = months.filter((month) => !made.has(month));
    if (missing.length > 0) await ensurePartitions(database, missing);
    for (const month of missing) made.add(month);
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== NO_PARTITION || attempt === MOST_ATTEMPTS) throw error;
      for (const month of months) made.delete(month);
    }
  }
}

async function lock(transaction: Queryable, key: number): Promise<void> {
  await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [key] });
}

/** Rows are locked in one order everywhere here; where another statement comes in between, the loser tries again. */
async function repeated<T>(
  database: Database,
  work: (transaction: Queryable, attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction((transaction) => work(transaction, attempt));
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === undefined || !LOST_TO_ANOTHER.includes(code) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
