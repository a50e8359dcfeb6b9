import { impliesView } from "../../../core/tracking/event-names.ts";
import type { ReceivedActivity } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";
import {
  type ActivityColumns,
  insertActivities,
  insertStubContents,
  insertStubMembers,
  insertVisitors,
  type Standing,
  selectContents,
  selectKnownForUpdate,
  selectMembersForUpdate,
  updateJoined,
  updateLatestAct,
  writeViews,
} from "./activity-statements.ts";
import { recordMessages } from "./record-messages.ts";
import { type ActsOfMember, recordVisits } from "./record-visits.ts";
import { recordReplays, shareEnds } from "./replay-views.ts";

/** Runs inside one transaction. Answers how many of the activities were new. */
export async function recordActivities(
  transaction: Queryable,
  source: string,
  received: readonly ReceivedActivity[],
  gapMs: number,
): Promise<number> {
  const fresh = await recordMessages(
    transaction,
    source,
    received.map(({ messageId }) => messageId),
  );
  const activities = received.filter(({ messageId }) => fresh.has(messageId));
  if (activities.length === 0) return 0;
  const standings = await lockMembers(transaction, activities);
  const { numbers: contents, ends } = await findContents(transaction, activities);
  const placed = activities.map((activity) => ({
    activity,
    standing: rowOf(standings, keyOf(activity)),
    contentId: activity.contentId === null ? null : rowOf(contents, activity.contentId),
  }));
  // Neighbours in the index are written one after the other.
  const inOrder = placed.toSorted((a, b) => a.standing.id - b.standing.id);
  await transaction.query(insertActivities(columnsOf(inOrder)));
  const newViews = await recordViews(transaction, placed);
  await recordReplays(transaction, placed, ends);
  await recordVisits(transaction, actsByMember(placed, newViews), gapMs);
  const own = activities.filter(({ passive }) => !passive);
  if (own.length > 0) await transaction.query(updateLatestAct(latestOf(own)));
  return activities.length;
}

/** An activity with the rows that it is about. */
interface Placed {
  readonly activity: ReceivedActivity;
  readonly standing: Standing;
  readonly contentId: number | null;
}

function rowOf<Row>(rows: ReadonlyMap<string, Row>, key: string): Row {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`No row for ${key}, though one was just made`);
  return row;
}

/** An id and its kind: the same text may be a member's id and some visitor's. */
type Who = Pick<ReceivedActivity, "memberId" | "anonymous">;
const keyOf = ({ memberId, anonymous }: Who): string => `${anonymous ? "anonymous" : "external"} ${memberId}`;

function latestOf(activities: readonly ReceivedActivity[]): number {
  return activities.reduce((latest, { occurredAt }) => Math.max(latest, occurredAt.getTime()), 0);
}

/** Key of a member → the first of these activities, milliseconds. */
function firstTimes(activities: readonly ReceivedActivity[]): Map<string, Who & { ms: number }> {
  const first = new Map<string, Who & { ms: number }>();
  for (const { memberId, anonymous, occurredAt } of activities) {
    const who = { memberId, anonymous: anonymous === true, ms: occurredAt.getTime() };
    const known = first.get(keyOf(who));
    if (known === undefined || who.ms < known.ms) first.set(keyOf(who), who);
  }
  return first;
}

const MOST_LOOKS = 20;

/** Key of a member → what stands of them. Locks the members, those that were not known made first, and sees to when they joined. */
async function lockMembers(
  transaction: Queryable,
  activities: readonly ReceivedActivity[],
): Promise<ReadonlyMap<string, Standing>> {
  const first = firstTimes(activities);
  const standings = new Map<string, Standing>();
  let missing = [...first.values()];
  for (let look = 0; missing.length > 0 && look < MOST_LOOKS; look += 1) {
    if (look > 0) await makeMembers(transaction, missing);
    const external = missing.filter(({ anonymous }) => !anonymous).map(({ memberId }) => memberId);
    const anonymous = missing.filter(({ anonymous }) => anonymous).map(({ memberId }) => memberId);
    if (anonymous.length === 0 && look === 0) {
      const rows = await transaction.query<Standing & { value: string; isMerged: boolean }>(
        selectKnownForUpdate(external),
      );
      for (const row of rows) if (!row.isMerged) standings.set(`external ${row.value}`, row);
    } else {
      const rows = await transaction.query<Standing & { kind: string; value: string }>(
        selectMembersForUpdate({ external, anonymous }),
      );
      for (const row of rows) standings.set(`${row.kind} ${row.value}`, row);
    }
    missing = missing.filter((who) => !standings.has(keyOf(who)));
  }
  const joined = new Map<number, number>();
  for (const [key, { ms }] of first) {
    const { id, joinedMs } = rowOf(standings, key);
    if (joinedMs !== null && joinedMs > ms) joined.set(id, Math.min(ms, joined.get(id) ?? ms));
  }
  if (joined.size > 0) await transaction.query(updateJoined([...joined.keys()], [...joined.values()]));
  return standings;
}

/** Members whose id is there already, also one that was joined to another, stay as they are. */
async function makeMembers(transaction: Queryable, missing: readonly (Who & { ms: number })[]): Promise<void> {
  for (const [kind, insert] of [
    [false, insertStubMembers],
    [true, insertVisitors],
  ] as const) {
    const some = missing.filter(({ anonymous }) => anonymous === kind);
    if (some.length === 0) continue;
    const ids = some.map(({ memberId }) => memberId);
    await transaction.query(
      insert(
        ids,
        some.map(({ ms }) => ms),
      ),
    );
  }
}

interface Contents {
  readonly numbers: Map<string, number>;
  /** Number → when it ends, of those that do; milliseconds. */
  readonly ends: Map<number, number>;
}

async function findContents(transaction: Queryable, activities: readonly ReceivedActivity[]): Promise<Contents> {
  const ids = [...new Set(activities.flatMap(({ contentId }) => (contentId === null ? [] : [contentId])))];
  const found: Contents = { numbers: new Map(), ends: new Map() };
  if (ids.length === 0) return found;
  await shareEnds(transaction);
  await lookUp(transaction, ids, found);
  const missing = ids.filter((id) => !found.numbers.has(id));
  if (missing.length > 0) {
    await transaction.query(insertStubContents(missing));
    await lookUp(transaction, missing, found);
  }
  return found;
}

async function lookUp(transaction: Queryable, ids: readonly string[], { numbers, ends }: Contents): Promise<void> {
  const rows = await transaction.query<{ id: number; externalId: string; endsAt: Date | null }>(selectContents(ids));
  for (const { id, externalId, endsAt } of rows) {
    numbers.set(externalId, id);
    if (endsAt !== null) ends.set(id, endsAt.getTime());
  }
}

function columnsOf(placed: readonly Placed[]): ActivityColumns {
  return {
    memberIds: placed.map(({ standing }) => standing.id),
    occurredMs: placed.map(({ activity }) => activity.occurredAt.getTime()),
    names: placed.map(({ activity }) => activity.name),
    contentIds: placed.map(({ contentId }) => contentId),
    passive: placed.map(({ activity }) => activity.passive),
    properties: placed.map(({ activity: { properties } }) => (properties === null ? null : JSON.stringify(properties))),
  };
}

/** Member → how many contents they saw for the first time. */
async function recordViews(transaction: Queryable, placed: readonly Placed[]): Promise<ReadonlyMap<number, number>> {
  const views = new Map<string, { memberId: number; contentId: number; ms: number }>();
  for (const { activity, standing, contentId } of placed) {
    if (contentId === null || !impliesView(activity)) continue;
    const memberId = standing.id;
    const key = `${memberId} ${contentId}`;
    const ms = activity.occurredAt.getTime();
    const known = views.get(key);
    if (known === undefined || ms < known.ms) views.set(key, { memberId, contentId, ms });
  }
  if (views.size === 0) return new Map();
  const all = [...views.values()];
  const rows = await transaction.query<{ memberId: number; views: number }>(
    writeViews({
      memberIds: all.map(({ memberId }) => memberId),
      contentIds: all.map(({ contentId }) => contentId),
      viewedMs: all.map(({ ms }) => ms),
    }),
  );
  return new Map(rows.map(({ memberId, views }) => [memberId, views]));
}

/** Whatever is a view is an act of the member's own, so that nobody's views are missing here. */
function actsByMember(placed: readonly Placed[], newViews: ReadonlyMap<number, number>): ActsOfMember[] {
  const byMember = new Map<number, ActsOfMember & { actsMs: number[] }>();
  for (const { activity, standing } of placed) {
    if (activity.passive) continue;
    const ms = activity.occurredAt.getTime();
    const known = byMember.get(standing.id);
    if (known !== undefined) known.actsMs.push(ms);
    else byMember.set(standing.id, { standing, actsMs: [ms], newViews: newViews.get(standing.id) ?? 0 });
  }
  // In the order in which their rows were locked, and lie.
  return [...byMember.values()].sort((a, b) => a.standing.id - b.standing.id);
}
