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

/** Runs inside one transaction; not `awaiting` fails where a message came before, or comes to another at the same time. Answers how many of the activities were new. */
export async function recordActivities(
  transaction: Queryable,
  source: string,
  received: readonly ReceivedActivity[],
  gapMs: number,
  awaiting: boolean,
): Promise<number> {
  // Sent together, done one after the other. Ends come first: who waits for them while holding members stops those who hold
  // ends and wait for the members.
  const isOfContents = received.some(({ contentId }) => contentId !== null);
  const [, fresh, locked, found] = await Promise.all([
    isOfContents && shareEnds(transaction),
    recordMessages(
      transaction,
      source,
      received.map(({ messageId }) => messageId),
      awaiting,
    ),
    lockKnown(transaction, received),
    findKnown(transaction, received),
  ]);
  const activities = received.filter(({ messageId }) => fresh.has(messageId));
  if (activities.length === 0) return 0;
  const standings = await lockMembers(transaction, activities, locked);
  const { numbers: contents, ends } = await makeContents(transaction, activities, found);
  const placed = activities.map((activity) => ({
    activity,
    standing: rowOf(standings, keyOf(activity)),
    contentId: activity.contentId === null ? null : rowOf(contents, activity.contentId),
  }));
  // Neighbours in the index are written one after the other.
  const inOrder = placed.toSorted((a, b) => a.standing.id - b.standing.id);
  const [newViews] = await Promise.all([
    recordViews(transaction, inOrder),
    recordReplays(transaction, placed, ends),
    transaction.query(insertActivities(columnsOf(inOrder))),
  ]);
  const own = activities.filter(({ passive }) => !passive);
  await Promise.all([
    recordVisits(transaction, actsByMember(placed, newViews), gapMs),
    own.length > 0 && transaction.query(updateLatestAct(latestOf(own))),
  ]);
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

/** Key of a member → what stands of them, of those that are known and not joined to another. Locks them. */
async function lockKnown(transaction: Queryable, activities: readonly Who[]): Promise<Map<string, Standing>> {
  const named = new Map(activities.map((who) => [keyOf(who), who]));
  return lockNamed(transaction, [...named.values()], true);
}

/** `isFirstLook`: who was joined to another is not looked for, since there are few. */
async function lockNamed(
  transaction: Queryable,
  named: readonly Who[],
  isFirstLook: boolean,
): Promise<Map<string, Standing>> {
  const external = named.filter(({ anonymous }) => !anonymous).map(({ memberId }) => memberId);
  const anonymous = named.filter(({ anonymous }) => anonymous).map(({ memberId }) => memberId);
  if (isFirstLook && anonymous.length === 0) {
    const rows = await transaction.query<Standing & { value: string; isMerged: boolean }>(
      selectKnownForUpdate(external),
    );
    return new Map(rows.filter(({ isMerged }) => !isMerged).map((row) => [`external ${row.value}`, row]));
  }
  const rows = await transaction.query<Standing & { kind: string; value: string }>(
    selectMembersForUpdate({ external, anonymous }),
  );
  return new Map(rows.map((row) => [`${row.kind} ${row.value}`, row]));
}

/**
 * Key of a member → what stands of them: those in `known`, and whoever is missing there, made and locked. Sees to when they
 * joined.
 */
async function lockMembers(
  transaction: Queryable,
  activities: readonly ReceivedActivity[],
  known: ReadonlyMap<string, Standing>,
): Promise<ReadonlyMap<string, Standing>> {
  const first = firstTimes(activities);
  const standings = new Map(known);
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const missing = [...first].filter(([key]) => !standings.has(key)).map(([, who]) => who);
    if (missing.length === 0) break;
    await makeMembers(transaction, missing);
    for (const [key, row] of await lockNamed(transaction, missing, false)) standings.set(key, row);
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

const contentIdsOf = (activities: readonly ReceivedActivity[]): string[] => [
  ...new Set(activities.flatMap(({ contentId }) => (contentId === null ? [] : [contentId]))),
];

async function findKnown(transaction: Queryable, activities: readonly ReceivedActivity[]): Promise<Contents> {
  const ids = contentIdsOf(activities);
  const found: Contents = { numbers: new Map(), ends: new Map() };
  if (ids.length > 0) await lookUp(transaction, ids, found);
  return found;
}

/** With those of `found`, the contents of which nothing else was heard so far. */
async function makeContents(
  transaction: Queryable,
  activities: readonly ReceivedActivity[],
  found: Contents,
): Promise<Contents> {
  const missing = contentIdsOf(activities).filter((id) => !found.numbers.has(id));
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
