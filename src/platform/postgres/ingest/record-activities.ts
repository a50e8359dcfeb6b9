import { impliesView } from "../../../core/tracking/event-names.ts";
import { joinVisits, type VisitSpan } from "../../../core/visits.ts";
import type { ReceivedActivity } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";
import {
  type ActivityColumns,
  deleteVisits,
  insertActivities,
  insertMessages,
  insertStubContents,
  insertStubMembers,
  insertVisitors,
  selectContents,
  selectMembersForUpdate,
  selectVisitsNear,
  updateJoined,
  updateLatestAct,
  upsertViews,
  upsertVisits,
  type VisitColumns,
} from "./activity-statements.ts";
import { updateVisitFacts } from "./member-facts.ts";

/** Runs inside one transaction. Answers how many of the activities were new. */
export async function recordActivities(
  transaction: Queryable,
  source: string,
  received: readonly ReceivedActivity[],
  gapMs: number,
): Promise<number> {
  const messageIds = received.map(({ messageId }) => messageId);
  const messages = await transaction.query<{ messageId: string }>(insertMessages(source, messageIds));
  const fresh = new Set(messages.map(({ messageId }) => messageId));
  const activities = received.filter(({ messageId }) => fresh.has(messageId));
  if (activities.length === 0) return 0;
  const members = await lockMembers(transaction, activities);
  const contents = await findContents(transaction, activities);
  await transaction.query(insertActivities(columnsOf(activities, members, contents)));
  await recordViews(transaction, activities, members, contents);
  await recordVisits(transaction, activities, members, gapMs);
  const own = activities.filter(({ passive }) => !passive);
  if (own.length > 0) await transaction.query(updateLatestAct(latestOf(own)));
  return activities.length;
}

type Numbers = ReadonlyMap<string, number>;

function numberOf(numbers: Numbers, key: string): number {
  const number = numbers.get(key);
  if (number === undefined) throw new Error(`No row for ${key}, though one was just made`);
  return number;
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

/** Locks the members, those that were not known made first, and sees to when they joined. */
async function lockMembers(transaction: Queryable, activities: readonly ReceivedActivity[]): Promise<Numbers> {
  const first = firstTimes(activities);
  const numbers = new Map<string, number>();
  let missing = [...first.values()];
  for (let look = 0; missing.length > 0 && look < MOST_LOOKS; look += 1) {
    if (look > 0) await makeMembers(transaction, missing);
    const rows = await transaction.query<{ id: number; kind: string; value: string }>(
      selectMembersForUpdate({
        external: missing.filter(({ anonymous }) => !anonymous).map(({ memberId }) => memberId),
        anonymous: missing.filter(({ anonymous }) => anonymous).map(({ memberId }) => memberId),
      }),
    );
    for (const { id, kind, value } of rows) numbers.set(`${kind} ${value}`, id);
    missing = missing.filter((who) => !numbers.has(keyOf(who)));
  }
  const joined = new Map<number, number>();
  for (const [key, { ms }] of first) {
    const number = numberOf(numbers, key);
    joined.set(number, Math.min(ms, joined.get(number) ?? ms));
  }
  await transaction.query(updateJoined([...joined.keys()], [...joined.values()]));
  return numbers;
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

async function findContents(transaction: Queryable, activities: readonly ReceivedActivity[]): Promise<Numbers> {
  const ids = [...new Set(activities.flatMap(({ contentId }) => (contentId === null ? [] : [contentId])))];
  if (ids.length === 0) return new Map();
  const numbers = await numbersOf(transaction, selectContents(ids));
  const missing = ids.filter((id) => !numbers.has(id));
  if (missing.length > 0) {
    await transaction.query(insertStubContents(missing));
    for (const [id, number] of await numbersOf(transaction, selectContents(missing))) numbers.set(id, number);
  }
  return numbers;
}

async function numbersOf(transaction: Queryable, statement: ReturnType<typeof selectContents>) {
  const rows = await transaction.query<{ id: number; externalId: string }>(statement);
  return new Map(rows.map(({ id, externalId }) => [externalId, id]));
}

function columnsOf(activities: readonly ReceivedActivity[], members: Numbers, contents: Numbers): ActivityColumns {
  return {
    memberIds: activities.map((activity) => numberOf(members, keyOf(activity))),
    occurredMs: activities.map(({ occurredAt }) => occurredAt.getTime()),
    names: activities.map(({ name }) => name),
    contentIds: activities.map(({ contentId }) => (contentId === null ? null : numberOf(contents, contentId))),
    passive: activities.map(({ passive }) => passive),
    properties: activities.map(({ properties }) => (properties === null ? null : JSON.stringify(properties))),
  };
}

async function recordViews(
  transaction: Queryable,
  activities: readonly ReceivedActivity[],
  members: Numbers,
  contents: Numbers,
): Promise<void> {
  const views = new Map<string, { memberId: number; contentId: number; ms: number }>();
  for (const activity of activities) {
    if (activity.contentId === null || !impliesView(activity)) continue;
    const memberId = numberOf(members, keyOf(activity));
    const contentId = numberOf(contents, activity.contentId);
    const key = `${memberId} ${contentId}`;
    const ms = activity.occurredAt.getTime();
    const known = views.get(key);
    if (known === undefined || ms < known.ms) views.set(key, { memberId, contentId, ms });
  }
  if (views.size === 0) return;
  const all = [...views.values()];
  await transaction.query(
    upsertViews({
      memberIds: all.map(({ memberId }) => memberId),
      contentIds: all.map(({ contentId }) => contentId),
      viewedMs: all.map(({ ms }) => ms),
    }),
  );
}

interface MemberVisit extends VisitSpan {
  readonly memberId: number;
}

async function recordVisits(
  transaction: Queryable,
  activities: readonly ReceivedActivity[],
  members: Numbers,
  gapMs: number,
): Promise<void> {
  const acts = activities
    .filter(({ passive }) => !passive)
    .map((activity) => {
      const ms = activity.occurredAt.getTime();
      return { memberId: numberOf(members, keyOf(activity)), startedAt: ms, endedAt: ms, acts: 1 };
    });
  const spans = joinPerMember(acts, gapMs);
  if (spans.length === 0) return;
  const near = await readVisitsNear(transaction, spans, gapMs);
  const visits = joinPerMember([...near, ...spans], gapMs);
  const kept = new Set(visits.map(({ memberId, startedAt }) => `${memberId} ${startedAt}`));
  const gone = near.filter(({ memberId, startedAt }) => !kept.has(`${memberId} ${startedAt}`));
  if (gone.length > 0) await transaction.query(deleteVisits(visitColumns(gone)));
  await transaction.query(upsertVisits(visitColumns(visits)));
  await transaction.query(updateVisitFacts([...new Set(spans.map(({ memberId }) => memberId))]));
}

async function readVisitsNear(
  transaction: Queryable,
  spans: readonly MemberVisit[],
  gapMs: number,
): Promise<MemberVisit[]> {
  const rows = await transaction.query<{ memberId: number; startedAt: Date; endedAt: Date; acts: number }>(
    selectVisitsNear(visitColumns(spans), gapMs),
  );
  const distinct = new Map<string, MemberVisit>();
  for (const { memberId, startedAt, endedAt, acts } of rows) {
    const visit = { memberId, startedAt: startedAt.getTime(), endedAt: endedAt.getTime(), acts };
    distinct.set(`${memberId} ${visit.startedAt}`, visit);
  }
  return [...distinct.values()];
}

function joinPerMember(spans: readonly MemberVisit[], gapMs: number): MemberVisit[] {
  const byMember = new Map<number, VisitSpan[]>();
  for (const { memberId, ...span } of spans) {
    const own = byMember.get(memberId);
    if (own === undefined) byMember.set(memberId, [span]);
    else own.push(span);
  }
  return [...byMember].flatMap(([memberId, own]) => joinVisits(own, gapMs).map((visit) => ({ memberId, ...visit })));
}

function visitColumns(visits: readonly MemberVisit[]): VisitColumns {
  return {
    memberIds: visits.map(({ memberId }) => memberId),
    startedMs: visits.map(({ startedAt }) => startedAt),
    endedMs: visits.map(({ endedAt }) => endedAt),
    acts: visits.map(({ acts }) => acts),
  };
}
