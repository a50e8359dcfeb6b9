import { joinVisits, type VisitSpan } from "../../../core/visits.ts";
import type { Queryable } from "../database.ts";
import {
  deleteVisits,
  extendLastVisits,
  type Standing,
  selectVisitsNear,
  upsertVisits,
  type VisitColumns,
} from "./activity-statements.ts";
import { addLaterVisits, updateVisitFacts } from "./member-facts.ts";

/** A member whose row is locked, what they did just now, and how many contents they saw for the first time by it. */
export interface ActsOfMember {
  readonly standing: Standing;
  readonly actsMs: readonly number[];
  readonly newViews: number;
}

interface MemberSpan extends VisitSpan {
  readonly memberId: number;
  readonly newViews: number;
}

/**
 * Takes acts into the visits, and brings the members' facts up to date. Nearly all acts go on with a member's last visit,
 * or begin one after it: these cost the same however many visits there are. Those of an earlier time, and those of several
 * visits at once, are counted anew.
 */
export async function recordVisits(
  transaction: Queryable,
  members: readonly ActsOfMember[],
  gapMs: number,
): Promise<void> {
  const going: MemberSpan[] = [];
  const beginning: MemberSpan[] = [];
  const others: (ActsOfMember & { readonly spans: readonly VisitSpan[] })[] = [];
  for (const member of members) {
    const { standing, actsMs, newViews } = member;
    const { id: memberId, lastVisitMs, lastActMs } = standing;
    const spans = joinVisits(
      actsMs.map((ms) => ({ startedAt: ms, endedAt: ms, acts: 1 })),
      gapMs,
    );
    const [span] = spans;
    if (span === undefined) continue;
    if (spans.length > 1) others.push({ ...member, spans });
    else if (lastVisitMs === null || lastActMs === null || span.startedAt > lastActMs + gapMs) {
      beginning.push({ memberId, ...span, newViews });
    } else if (span.startedAt >= lastVisitMs) going.push({ memberId, ...span, startedAt: lastVisitMs, newViews });
    else others.push({ ...member, spans });
  }
  const visits = visitColumns(beginning);
  await Promise.all([
    going.length > 0 && transaction.query(extendLastVisits(visitColumns(going), newViewsOf(going))),
    beginning.length > 0 && transaction.query(upsertVisits(visits)),
    beginning.length > 0 && transaction.query(addLaterVisits({ ...visits, newViews: newViewsOf(beginning) })),
    others.length > 0 && recountVisits(transaction, others, gapMs),
  ]);
}

async function recountVisits(
  transaction: Queryable,
  members: readonly (ActsOfMember & { readonly spans: readonly VisitSpan[] })[],
  gapMs: number,
): Promise<void> {
  const spans = members.flatMap(({ standing, spans }) => spans.map((span) => ({ memberId: standing.id, ...span })));
  const near = await readVisitsNear(transaction, spans, gapMs);
  const byMember = new Map<number, VisitSpan[]>(members.map(({ standing, spans }) => [standing.id, [...spans]]));
  for (const { memberId, ...span } of near) byMember.get(memberId)?.push(span);
  const visits = [...byMember].flatMap(([memberId, own]) =>
    joinVisits(own, gapMs).map((visit) => ({ memberId, ...visit })),
  );
  const kept = new Set(visits.map(({ memberId, startedAt }) => `${memberId} ${startedAt}`));
  const gone = near.filter(({ memberId, startedAt }) => !kept.has(`${memberId} ${startedAt}`));
  if (gone.length > 0) await transaction.query(deleteVisits(visitColumns(gone)));
  await transaction.query(upsertVisits(visitColumns(visits)));
  const ids = members.map(({ standing }) => standing.id);
  await transaction.query(updateVisitFacts(ids, newViewsOf(members)));
}

interface MemberVisit extends VisitSpan {
  readonly memberId: number;
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

function newViewsOf(items: readonly { readonly newViews: number }[]): number[] {
  return items.map(({ newViews }) => newViews);
}

function visitColumns(visits: readonly MemberVisit[]): VisitColumns {
  return {
    memberIds: visits.map(({ memberId }) => memberId),
    startedMs: visits.map(({ startedAt }) => startedAt),
    endedMs: visits.map(({ endedAt }) => endedAt),
    acts: visits.map(({ acts }) => acts),
  };
}
