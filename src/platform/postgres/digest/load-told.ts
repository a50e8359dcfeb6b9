import type { DigestKey } from "../../../core/community.ts";
import { mayOpenSql } from "../../../core/openings.ts";
import type { WaitPlan } from "../../../core/rules/wait-plan.ts";
import { type Statement, StatementValues } from "../../../core/statement.ts";
import type { SubjectContent, ToldEvent } from "../../../digest/ports.ts";
import { windowRelations } from "../audience/waiting-windows.ts";
import type { Queryable } from "../database.ts";

interface ToldRow {
  readonly holder: number;
  readonly kind: ToldEvent["kind"];
  readonly subjectId: number;
  readonly occurredAt: Date;
  readonly via: ToldEvent["via"];
  readonly actorId: string | null;
  readonly firstName: string | null;
  readonly name: string | null;
  readonly url: string | null;
  readonly content:
    | (Omit<SubjectContent, "startsAt" | "endsAt"> & { startsAt: string | null; endsAt: string | null })
    | null;
}

/**
 * Rows of told or pending things `t`, with their content and who did it. Of a passive activity that is not the member it
 * happened to, but whom it names.
 */
const COLUMNS = `t.kind, t.subject_id AS "subjectId", t.occurred_at AS "occurredAt", t.via,
    who.external_id AS "actorId", who.first_name AS "firstName", coalesce(who.name, a.properties ->> 'fromName') AS name,
    a.properties ->> 'url' AS url,
    CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'type', c.type, 'title', coalesce(c.title, ''),
      'url', coalesce(c.url, ''), 'summary', c.summary, 'imageUrl', c.image_url, 'themes', c.themes,
      'startsAt', c.starts_at, 'endsAt', c.ends_at) END AS content`;

const JOINS = `
  LEFT JOIN content c ON c.id = t.content_id
  LEFT JOIN activity a ON t.kind = 'activity' AND a.member_id = t.actor_id AND a.occurred_at = t.occurred_at AND a.id = t.subject_id
  LEFT JOIN member sender ON sender.external_id = a.properties ->> 'fromUserId'
  LEFT JOIN member who ON who.id = CASE WHEN a.passive THEN sender.id ELSE t.actor_id END`;

/** What is not withdrawn, is open to the member, and has not begun where that is what it is about. */
export function mayBeToldSql(at: string): string {
  return `(t.content_id IS NULL OR (c.published_at <= ${at}::timestamptz AND (c.withdrawn_at IS NULL OR c.withdrawn_at > ${at}::timestamptz)
      AND ${mayOpenSql("c", "t.member_id")} AND (t.kind <> 'starting' OR c.starts_at > ${at}::timestamptz)))`;
}

const LOAD_TOLD = `
  SELECT t.digest_id AS holder, ${COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, digest_id)
  JOIN told t ON t.member_id = k.member_id AND t.digest_id = k.digest_id${JOINS}
  WHERE ${mayBeToldSql("$3")}
  ORDER BY t.digest_id, t.occurred_at, t.subject_id`;

/** By digest. */
export function loadTold(database: Queryable, keys: readonly DigestKey[], at: Date): Promise<Map<number, ToldEvent[]>> {
  const values = [keys.map(({ memberId }) => memberId), keys.map(({ digestId }) => digestId), at];
  return load(database, { text: LOAD_TOLD, values });
}

/** By member. */
export function loadPending(
  database: Queryable,
  memberIds: readonly number[],
  wait: WaitPlan,
  at: Date,
): Promise<Map<number, ToldEvent[]>> {
  const values = new StatementValues();
  const relations = windowRelations(0, wait, values.bind(at), values);
  const text = `WITH ${relations.join(",\n")}
  SELECT t.member_id AS holder, ${COLUMNS}
  FROM telling_0 t${JOINS}
  WHERE t.member_id = ANY(${values.bind(memberIds)}::bigint[])
  ORDER BY t.member_id, t.occurred_at, t.subject_id`;
  return load(database, { text, values: values.values });
}

async function load(database: Queryable, statement: Statement): Promise<Map<number, ToldEvent[]>> {
  const told = new Map<number, ToldEvent[]>();
  for (const row of await database.query<ToldRow>(statement)) {
    const events = told.get(row.holder) ?? [];
    events.push(eventOf(row));
    told.set(row.holder, events);
  }
  return told;
}

function eventOf({ holder: _, actorId, firstName, name, content, ...event }: ToldRow): ToldEvent {
  const known = actorId !== null || firstName !== null || name !== null;
  return {
    ...event,
    actor: known ? { id: actorId, firstName, name } : null,
    content: content && { ...content, startsAt: dateOf(content.startsAt), endsAt: dateOf(content.endsAt) },
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
