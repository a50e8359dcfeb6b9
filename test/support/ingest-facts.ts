import type { Activity } from "../../src/core/tracking/activity.ts";
import { impliesView } from "../../src/core/tracking/event-names.ts";
import type { Database } from "../../src/platform/postgres/database.ts";

/** All that ingest derives, by the site's own ids, in one order: two databases that agree give equal facts. */
export interface IngestFacts {
  readonly members: readonly unknown[];
  readonly visits: readonly unknown[];
  readonly views: readonly unknown[];
  readonly replays: readonly unknown[];
  readonly latestActAt: Date | null;
}

const NEVER = new Date(8.64e15);
const NANODAYS = 1e9;
const rounded = (days: number | null) => (days === null ? null : Math.round(days * NANODAYS) / NANODAYS);

interface MemberRow {
  readonly id: string;
  readonly usual: number | null;
  readonly mean: number | null;
  readonly trend: number | null;
}

export async function readFacts(database: Database): Promise<IngestFacts> {
  const rows = <Row>(text: string) => database.query<Row>({ text, values: [] });
  const members = await rows<MemberRow>(`SELECT external_id AS id, visit_count AS visits, view_count AS views,
    first_visit_at AS "firstVisitAt", visit_days AS "visitDays", last_visit_at AS "lastVisitAt", last_act_at AS "lastActAt", joined_at AS "joinedAt",
    usual_interval_days AS usual, mean_interval_days AS mean, interval_trend AS trend FROM member WHERE merged_into IS NULL ORDER BY external_id COLLATE "C"`);
  const [installation] = await rows<{ at: Date | null }>("SELECT latest_act_at AS at FROM installation");
  return {
    members: members.map((row) => ({
      ...row,
      usual: rounded(row.usual),
      mean: rounded(row.mean),
      trend: rounded(row.trend),
    })),
    visits: await rows(`SELECT m.external_id AS id, started_at AS "startedAt", ended_at AS "endedAt", acts
      FROM visit JOIN member AS m ON m.id = member_id ORDER BY m.external_id COLLATE "C", started_at`),
    views: await rows(`SELECT m.external_id AS id, c.external_id AS content, first_viewed_at AS at
      FROM view JOIN member AS m ON m.id = member_id JOIN content AS c ON c.id = content_id
      ORDER BY m.external_id COLLATE "C", c.external_id COLLATE "C"`),
    replays: await rows(`SELECT m.external_id AS id, c.external_id AS content, seen_at AS at
      FROM replay_view JOIN member AS m ON m.id = member_id JOIN content AS c ON c.id = content_id
      ORDER BY m.external_id COLLATE "C", c.external_id COLLATE "C"`),
    latestActAt: installation?.at ?? null,
  };
}

/** The same from a plain reading of all activities at once, sharing nothing with what is tested but `impliesView`. */
export function expectedFacts(
  activities: readonly Activity[],
  gapMs: number,
  ends: ReadonlyMap<string, Date> = new Map(),
): IngestFacts {
  const ids = [...new Set(activities.map(({ memberId }) => memberId))].sort();
  const own = activities.filter(({ passive }) => !passive);
  const each = ids.map((id) => {
    const acts = own
      .filter(({ memberId }) => memberId === id)
      .map(({ occurredAt }) => occurredAt.getTime())
      .sort((a, b) => a - b);
    const starts = acts.flatMap((at, index) => (index === 0 || at - (acts[index - 1] ?? 0) > gapMs ? [index] : []));
    const visits = starts.map((start, index) => {
      const end = (starts[index + 1] ?? acts.length) - 1;
      return { id, startedAt: new Date(acts[start] ?? 0), endedAt: new Date(acts[end] ?? 0), acts: end - start + 1 };
    });
    const first = new Map<string, number>();
    for (const activity of own) {
      if (activity.memberId !== id || activity.contentId === null || !impliesView(activity)) continue;
      const at = activity.occurredAt.getTime();
      first.set(activity.contentId, Math.min(at, first.get(activity.contentId) ?? at));
    }
    const views = [...first]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([content, at]) => ({ id, content, at: new Date(at) }));
    const replays = [...first.keys()].sort().flatMap((content) => {
      const seen = own.filter(
        (act) =>
          act.memberId === id &&
          act.contentId === content &&
          impliesView(act) &&
          (act.name === "Live Attended" ||
            act.name === "Replay Viewed" ||
            act.occurredAt >= (ends.get(content) ?? NEVER)),
      );
      const at = Math.min(...seen.map(({ occurredAt }) => occurredAt.getTime()));
      return seen.length === 0 ? [] : [{ id, content, at: new Date(at) }];
    });
    const gaps = visits.slice(1).map(({ startedAt }, index) => {
      return (startedAt.getTime() - (visits[index]?.startedAt.getTime() ?? 0)) / 86_400_000;
    });
    const median = medianOf(gaps.slice(-10));
    const trend = gaps.length < 6 ? null : rounded(medianOf(gaps.slice(-5)) / medianOf(gaps.slice(-10, -5)));
    const joined = activities.filter(({ memberId }) => memberId === id).map(({ occurredAt }) => occurredAt.getTime());
    const member = {
      id,
      visits: visits.length,
      views: views.length,
      firstVisitAt: visits[0]?.startedAt ?? null,
      visitDays: new Set(visits.map(({ startedAt }) => startedAt.toISOString().slice(0, 10))).size,
      lastVisitAt: visits.at(-1)?.startedAt ?? null,
      lastActAt: visits.at(-1)?.endedAt ?? null,
      joinedAt: new Date(Math.min(...joined)),
      usual: gaps.length === 0 ? null : rounded(median),
      mean: gaps.length === 0 ? null : rounded(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length),
      trend,
    };
    return { member, visits, views, replays };
  });
  const latest = Math.max(...own.map(({ occurredAt }) => occurredAt.getTime()));
  return {
    members: each.map(({ member }) => member),
    visits: each.flatMap(({ visits }) => visits),
    views: each.flatMap(({ views }) => views),
    replays: each.flatMap(({ replays }) => replays),
    latestActAt: own.length === 0 ? null : new Date(latest),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** Deletes: of tables this small TRUNCATE, with a new file for each partition and index, takes ten times as long. */
export async function emptyIngest(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query({ text: "SELECT set_config('rekindle.erasing', 'on', true)", values: [] });
    for (const table of [
      "activity",
      "identity",
      "received_message",
      "visit",
      "view",
      "replay_view",
      "member",
      "content",
    ]) {
      await transaction.query({ text: `DELETE FROM ${table}`, values: [] });
    }
    await transaction.query({ text: "UPDATE installation SET latest_act_at = NULL", values: [] });
  });
}
