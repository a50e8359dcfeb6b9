import { durationMs } from "../../../core/calendar.ts";
import { mayOpenSql } from "../../../core/openings.ts";
import { effectiveReadsSql } from "../../../core/rules/reads.ts";
import type { UponRecipient, UponRole } from "../../../core/rules/rule.ts";
import type { WaitPlan } from "../../../core/rules/wait-plan.ts";
import type { StatementValues } from "../../../core/statement.ts";
import {
  CONTENT_PUBLISHED,
  CONTRIBUTIONS,
  FOLLOWS,
  LIVE_REGISTERED,
  LIVE_STARTING,
} from "../../../core/tracking/event-names.ts";
import { interestedMembersSql } from "./interested-members.ts";

/**
 * The relations of one rule that waits for something, for any number of members at once (`at`: the instant's placeholder):
 *
 * - `happened_<n>`: what happened, with the content it happened on, as far as anybody may be told of it;
 * - `pending_<n>`: who is to be told of what and has not been (`member_id, kind, subject_id, occurred_at, content_id,
 *   actor_id, starts_at, via`);
 * - `window_<n>`: the members whose window has ended, and when it opened (`member_id, opened_at`);
 * - `telling_<n>`: the pending rows that a digest of theirs tells: those of the window, and where it comes late (a cap, an
 *   outage) all that has waited for as long as a window lasts.
 */
export function windowRelations(place: number, wait: WaitPlan, at: string, values: StatementValues): string[] {
  const gather = values.bind(wait.gatherMs);
  const ended = `${at}::timestamptz - ${gather} * interval '1 millisecond'`;
  const happened = `happened_${place}`;
  const recipients = wait.upon.to
    .map((recipient, order) => recipientsSql(recipient, order, happened, at, wait, values))
    .join("\n  UNION ALL\n  ");
  const unseen =
    wait.upon.activity === CONTENT_PUBLISHED
      ? `\n    AND NOT EXISTS (SELECT FROM view v WHERE v.member_id = r.member_id AND v.content_id = h.content_id AND v.first_viewed_at <= ${at}::timestamptz)`
      : "";
  return [
    `${happened} AS MATERIALIZED (
  ${happenedSql(wait, at, values)}
)`,
    `recipient_${place} AS (
  ${recipients}
)`,
    `pending_${place} AS MATERIALIZED (
  SELECT DISTINCT ON (r.member_id, h.subject_id) r.member_id, h.kind, h.subject_id, h.occurred_at, h.content_id, h.actor_id,
    h.starts_at, r.via
  FROM recipient_${place} r
  JOIN ${happened} h USING (subject_id)
  JOIN member m ON m.id = r.member_id
  WHERE (h.passive OR h.actor_id IS DISTINCT FROM r.member_id) AND m.joined_at <= ${at}::timestamptz
    AND (h.language IS NULL OR h.language = ANY(${effectiveReadsSql("m", `${values.bind(wait.languages)}::text[]`)}))
    AND ${mayOpenSql("h", "r.member_id")}${unseen}
    AND NOT EXISTS (
      SELECT FROM told t
      WHERE t.member_id = r.member_id AND t.rule = ${values.bind(wait.rule)} AND t.kind = h.kind AND t.subject_id = h.subject_id
    )
  ORDER BY r.member_id, h.subject_id, r.place
)`,
    `window_${place} AS MATERIALIZED (
  SELECT member_id, min(occurred_at) AS opened_at FROM pending_${place} GROUP BY member_id HAVING min(occurred_at) <= ${ended}
)`,
    `telling_${place} AS (
  SELECT p.* FROM pending_${place} p JOIN window_${place} w USING (member_id)
  WHERE p.occurred_at < w.opened_at + ${gather} * interval '1 millisecond' OR p.occurred_at <= ${ended}
)`,
  ];
}

/** Published by then and not withdrawn by then; to whom it is open is asked of each member. */
function isOpenSql(content: string, at: string): string {
  return `${content}.published_at <= ${at}::timestamptz AND (${content}.withdrawn_at IS NULL OR ${content}.withdrawn_at > ${at}::timestamptz)`;
}

function happenedSql(wait: WaitPlan, at: string, values: StatementValues): string {
  const { upon } = wait;
  const liveSince = `(SELECT coalesce((SELECT live_since FROM rule_status WHERE rule = ${values.bind(wait.rule)}), ${values.bind(wait.neverLive)}::timestamptz))`;
  const types = upon.types ?? (upon.activity === LIVE_STARTING ? ["live"] : null);
  const filters = [
    ...(types === null ? [] : [`c.type = ANY(${values.bind(types)}::text[])`]),
    ...(upon.themes === null ? [] : [`c.themes && ${values.bind(upon.themes)}::text[]`]),
  ];
  const catalogue = (kind: string, occurredAt: string, conditions: readonly string[]): string =>
    `SELECT '${kind}'::text AS kind, c.id AS subject_id, ${occurredAt} AS occurred_at, author.id AS actor_id, false AS passive,
    c.id AS content_id, c.language, c.author_id, c.open_to, c.opening_id, c.themes, c.starts_at, NULL::jsonb AS properties
  FROM content c LEFT JOIN member author ON author.external_id = c.author_id
  WHERE ${[isOpenSql("c", at), ...conditions, `${occurredAt} > ${liveSince}`, ...filters].join("\n    AND ")}`;

  if (upon.activity === CONTENT_PUBLISHED) {
    return catalogue("published", "c.published_at", [`c.published_at > ${values.bind(wait.since)}::timestamptz`]);
  }
  if (upon.activity === LIVE_STARTING) {
    // The window opens early enough to end that long before the start; a live announced later opens it when it is published.
    const lead = values.bind((upon.before === null ? 0 : durationMs(upon.before)) + wait.gatherMs);
    const opens = `greatest(c.starts_at - ${lead} * interval '1 millisecond', c.published_at)`;
    return catalogue("starting", opens, [`c.starts_at > ${at}::timestamptz`, `${opens} <= ${at}::timestamptz`]);
  }
  const open = `c.id IS NOT NULL AND ${isOpenSql("c", at)}`;
  const onContent = filters.length === 0 ? `(a.content_id IS NULL OR (${open}))` : [open, ...filters].join(" AND ");
  return `SELECT 'activity'::text AS kind, a.id AS subject_id, a.occurred_at, a.member_id AS actor_id, a.passive,
    a.content_id, c.language, c.author_id, c.open_to, c.opening_id, c.themes, NULL::timestamptz AS starts_at, a.properties
  FROM activity a LEFT JOIN content c ON c.id = a.content_id
  WHERE a.name = ${values.bind(upon.activity)}
    AND a.occurred_at > ${values.bind(wait.since)}::timestamptz AND a.occurred_at > ${liveSince}
    AND a.occurred_at <= ${at}::timestamptz
    AND ${onContent}`;
}

/** Written out, so that PostgreSQL sees that the index of parts holds all of them. */
function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}

/** Columns `subject_id, member_id, place, via`: of several ways to be told, the one that the rule names first counts. */
function recipientsSql(
  recipient: UponRecipient,
  place: number,
  happened: string,
  at: string,
  wait: WaitPlan,
  values: StatementValues,
): string {
  const { upon } = wait;
  if ("property" in recipient) {
    return `SELECT h.subject_id, m.id AS member_id, ${place} AS place, 'property' AS via
  FROM ${happened} h JOIN member m ON m.external_id = h.properties ->> ${values.bind(recipient.property)}::text`;
  }
  const columns = (member: string) =>
    `SELECT h.subject_id, ${member} AS member_id, ${place} AS place, '${recipient.role}' AS via FROM ${happened} h`;
  // What comes of the catalogue has no moment before which somebody must have followed it.
  const ofCatalogue = upon.activity === CONTENT_PUBLISHED || upon.activity === LIVE_STARTING;
  const before = ofCatalogue ? `<= ${at}::timestamptz` : "< h.occurred_at";
  const part = (names: readonly string[]) =>
    `${columns("p.member_id")}
  JOIN activity p ON p.content_id = h.content_id AND p.name IN (${listed(names)}) AND NOT p.passive AND p.occurred_at ${before}`;
  const byRole: Readonly<Record<UponRole, () => string>> = {
    author: () => `${columns("m.id")} JOIN member m ON m.external_id = h.author_id`,
    participants: () => part(CONTRIBUTIONS),
    followers: () => part(FOLLOWS),
    registered: () => part([LIVE_REGISTERED]),
    interested: () =>
      `${columns("i.member_id")}\n  ${interestedMembersSql("h", happened, "i", { instant: wait.at, placeholder: at }, values)}`,
    member: () => `${columns("h.actor_id")} WHERE h.passive`,
  };
  return byRole[recipient.role]();
}
