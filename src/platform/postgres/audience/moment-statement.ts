import type { MomentPlan, PlannedRule } from "../../../audience/ports.ts";
import { heldOutBuckets } from "../../../core/assignment.ts";
import { addDays } from "../../../core/calendar.ts";
import { COUNTED_STATES } from "../../../core/community.ts";
import { ownLimitBefore } from "../../../core/preferences.ts";
import type { WaitPlan } from "../../../core/rules/wait-plan.ts";
import { type Statement, StatementValues } from "../../../core/statement.ts";
import type { NamedPlan } from "./name-programme.ts";
import { windowRelations } from "./waiting-windows.ts";

/** A digest can be submitted, and so count under caps, some days after its slot's date; recent ones are read from here. */
const SUBMISSION_LAG_DAYS = 8;

export interface SlotToFill {
  readonly slotId: number;
  readonly programmePhase: number | null;
  readonly rulePhase: number | null;
}

/**
 * Plans a whole send moment in one statement: every rule's audience, then who falls out and why, then the first rule
 * in order for each member, then the arm, then the digests. Answers rows `{ rank, verdict, members }`; verdict null: planned.
 *
 * @param slots by the rule's place in `plan.rules`; a rule without one only takes its place in the order
 */
export function planMomentStatement(plan: NamedPlan, slots: ReadonlyMap<number, SlotToFill>): Statement {
  const values = new StatementValues();
  const slotRows = [...slots].map(
    ([rank, slot]) =>
      `(${values.bind(rank)}::int, ${values.bind(slot.slotId)}::bigint, ${values.bind(plan.rules[rank]?.rule)}, ${values.bind(plan.rules[rank]?.hash)})`,
  );
  const phase = [...slots.values()][0]?.programmePhase ?? null;
  const draws: string[] = [];
  if (plan.programme !== null) {
    draws.push(`drawn_programme AS (
  INSERT INTO assignment (experiment, unit, phase, arm)
  SELECT DISTINCT ON (unit) ${values.bind(plan.programme.experiment)}, unit, ${values.bind(phase)}::int, programme_arm
  FROM winner WHERE programme_arm IS NOT NULL AND programme_new
  ON CONFLICT DO NOTHING
)`);
  }
  for (const [rank, slot] of slots) {
    const rule = plan.rules[rank];
    if (rule?.heldOut == null) continue;
    draws.push(`drawn_${rank} AS (
  INSERT INTO assignment (experiment, unit, phase, arm)
  SELECT DISTINCT ON (unit) ${values.bind(rule.rule)}, unit, ${values.bind(slot.rulePhase)}::int, rule_arm
  FROM winner WHERE rank = ${rank} AND rule_arm IS NOT NULL AND rule_new
  ON CONFLICT DO NOTHING
)`);
  }
  const road = roadStatement(plan, values, [...slots.keys()]);
  const day = values.bind(plan.localDate);
  const expires = `${values.bind(plan.expiresAt)}::timestamptz`;
  const waits = isWaiting(plan);
  const text = `WITH ${road},
slot_of (rank, slot_id, rule, hash) AS (VALUES ${slotRows.join(", ")}),
${draws.map((draw) => `${draw},\n`).join("")}written AS (
  INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, transactional)
  SELECT w.member_id, s.slot_id, s.rule, s.hash, ${waits ? windowPeriod("o", "w.member_id", "s.rule") : `${day}::text`}, ${values.bind(plan.timezone)}, ${values.bind(plan.instant)}::timestamptz,
    ${day}::date, ${day}::date, ${waits ? `least(${expires}, o.starts_at)` : expires}, w.arm, r.transactional
  FROM winner w JOIN slot_of s USING (rank) JOIN rule_of r USING (rank)${waits ? "\n  JOIN opened o USING (rank, member_id)" : ""}
  RETURNING member_id, id, rule
)${waits ? `,\n${tellingRelations()}` : ""}
SELECT rank, verdict, count(*) AS members FROM placed p ${waits ? WHERE_NEW_LOSS : ""} GROUP BY rank, verdict`;
  return { text, values: values.values };
}

/** Whether its rules wait for something to happen: all of them do, or none. */
export function isWaiting(plan: MomentPlan): boolean {
  return plan.rules.some(({ wait }) => wait !== null);
}

/**
 * The instant that opened the window. Two activities of the same millisecond, one of which came only after the other was
 * told, open two windows: the second is told apart by what it tells first.
 */
function windowPeriod(opened: string, member: string, rule: string): string {
  const instant = `to_char(${opened}.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const taken = `EXISTS (SELECT FROM digest d WHERE d.member_id = ${member} AND d.rule = ${rule} AND d.period = ${instant})`;
  return `${instant} || CASE WHEN ${taken} THEN '#' || ${opened}.first_id ELSE '' END`;
}

/** What each digest tells, and the windows that could not be told. */
function tellingRelations(): string {
  return `told_now AS (
  INSERT INTO told (member_id, rule, kind, subject_id, digest_id, occurred_at, content_id, actor_id, via)
  SELECT d.member_id, d.rule, t.kind, t.subject_id, d.id, t.occurred_at, t.content_id, t.actor_id, t.via
  FROM written d JOIN slot_of s USING (rule) JOIN telling t ON t.rank = s.rank AND t.member_id = d.member_id
),
waited AS (
  INSERT INTO waiting_window (member_id, rule, opened_at, loss)
  SELECT p.member_id, s.rule, o.opened_at, p.verdict
  FROM placed p JOIN slot_of s USING (rank) JOIN opened o USING (rank, member_id)
  WHERE p.verdict IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING member_id, rule
)`;
}

/** A window that could not be told is tried again at every cycle, and is lost in the funnel of the first only. */
const WHERE_NEW_LOSS = `
WHERE verdict IS NULL OR EXISTS (SELECT FROM waited w JOIN rule_of r USING (rule) WHERE w.member_id = p.member_id AND r.rank = p.rank)`;
const WHERE_NOT_LOST_BEFORE = `
WHERE verdict IS NULL OR NOT EXISTS (
  SELECT FROM waiting_window w JOIN rule_of r USING (rule) JOIN opened o USING (member_id, opened_at)
  WHERE w.member_id = p.member_id AND r.rank = p.rank AND o.rank = p.rank
)`;

/** The timezones in which somebody's window has ended, one a row; `fallback`: that of members without one. */
export function waitingTimezonesStatement(waits: readonly WaitPlan[], at: Date, fallback: string): Statement {
  const values = new StatementValues();
  const instant = values.bind(at);
  const relations = waits.flatMap((wait, place) => windowRelations(place, wait, instant, values));
  const members = waits.map((_, place) => `SELECT member_id FROM window_${place}`).join(" UNION ");
  const text = `WITH ${relations.join(",\n")}
SELECT DISTINCT coalesce(m.timezone, ${values.bind(fallback)}) AS timezone FROM member m JOIN (${members}) w ON w.member_id = m.id ORDER BY 1`;
  return { text, values: values.values };
}

/**
 * The same road, read only: rows `{ rank, verdict, members }` as above, then who would be planned, by member: rows
 * `{ rank, member_id, external_id, arm }` without `members`. `all`: also windows that were lost before.
 */
export function rehearseMomentStatement(plan: NamedPlan, ranks: readonly number[], all: boolean): Statement {
  const values = new StatementValues();
  const road = roadStatement(plan, values, ranks);
  const where = isWaiting(plan) && !all ? WHERE_NOT_LOST_BEFORE : "";
  return {
    text: `WITH ${road}
SELECT rank, verdict, count(*) AS members, NULL::bigint AS member_id, NULL::text AS external_id, NULL::text AS arm
FROM placed p ${where} GROUP BY rank, verdict
UNION ALL
SELECT rank, NULL, NULL, member_id, external_id, arm FROM winner
ORDER BY rank, member_id`,
    values: values.values,
  };
}

/**
 * The same for a few of the treated, drawn alike each time: first the verdicts, then rows `{ rank, members, arm: "held_out" }`
 * with how many are held out, then at most `most` members. A million of them would fill a worker's memory.
 */
export function sampleMomentStatement(plan: NamedPlan, ranks: readonly number[], most: number): Statement {
  const values = new StatementValues();
  const road = roadStatement(plan, values, ranks);
  return {
    text: `WITH ${road}
SELECT rank, verdict, count(*) AS members, NULL::bigint AS member_id, NULL::text AS external_id, NULL::text AS arm
FROM placed GROUP BY rank, verdict
UNION ALL
SELECT rank, NULL, count(*), NULL, NULL, arm FROM winner WHERE arm = 'held_out' GROUP BY rank, arm
UNION ALL
(SELECT rank, NULL, NULL, member_id, external_id, arm FROM winner WHERE arm = 'treated'
ORDER BY md5(member_id::text), rank LIMIT ${values.bind(most)})`,
    values: values.values,
  };
}

/** How many members the road of each rule ends where, whatever stands already: rows `{ rank, verdict, members }` as above. */
export function countRoadStatement(plan: NamedPlan): Statement {
  const values = new StatementValues();
  const ranks = plan.rules.map((_, rank) => rank);
  const road = roadStatement(plan, values, ranks);
  const text = `WITH ${road}\nSELECT rank, verdict, count(*) AS members FROM placed GROUP BY rank, verdict`;
  return { text, values: values.values };
}

/**
 * The same, member by member and for these only: rows `{ rank, member_id, verdict, arm }`. Who wins a member depends on that
 * member alone, so leaving out the others changes nothing for those that stay.
 */
export function judgeMembersStatement(plan: NamedPlan, memberIds: readonly number[]): Statement {
  const values = new StatementValues();
  const ranks = plan.rules.map((_, rank) => rank);
  const road = roadStatement(plan, values, ranks, values.bind(memberIds));
  return {
    text: `WITH ${road}
SELECT p.rank, p.member_id, p.verdict, w.arm
FROM placed p LEFT JOIN winner w ON w.rank = p.rank AND w.member_id = p.member_id
ORDER BY p.member_id, p.rank`,
    values: values.values,
  };
}

/** Whom the rules match: rows `{ rank, verdict, member_ids }`. */
export function listMatchedStatement(plan: NamedPlan): Statement {
  const values = new StatementValues();
  const road = roadStatement(
    plan,
    values,
    plan.rules.map((_, rank) => rank),
  );
  return {
    text: `WITH ${road}\nSELECT rank, verdict, array_agg(member_id ORDER BY member_id) AS member_ids FROM placed GROUP BY rank, verdict`,
    values: values.values,
  };
}

/**
 * CTEs: what the audiences read, then `matched` … `winner`. Ranks that are not in `ranks` take their place in the order and win nothing.
 * `among`: the placeholder of the ids of the only members asked for.
 */
function roadStatement(
  plan: NamedPlan,
  values: StatementValues,
  ranks: readonly number[],
  among: string | null = null,
): string {
  const at = values.bind(plan.at);
  const day = values.bind(plan.localDate);
  const { relations, selects } = plan.audiences;
  const parts = values.embedParts([...relations, ...selects], plan.audiences.values);
  const shared = parts.slice(0, relations.length).map((relation) => `${relation},\n`);
  const windows = plan.rules.flatMap(({ wait }, rank) =>
    wait === null ? [] : windowRelations(rank, wait, at, values).map((relation) => `${relation},\n`),
  );
  const only = among === null ? "" : ` WHERE member_id = ANY(${among}::bigint[])`;
  const matched = parts
    .slice(relations.length)
    .map((select, rank) => {
      const window = plan.rules[rank]?.wait == null ? "" : `\nJOIN window_${rank} USING (member_id)`;
      return `SELECT ${rank} AS rank, member_id FROM (\n${select}\n) AS audience_${rank}${window}${only}`;
    })
    .join("\nUNION ALL\n");
  const rules = plan.rules
    .map(
      (rule, rank) =>
        `(${rank}, ${values.bind(rule.rule)}, ${values.bind(rule.blockedAfter)}::date, ${values.bind(rule.blockedSince)}::timestamptz, ${rule.transactional})`,
    )
    .join(", ");
  const caps = plan.caps.map(
    (cap) =>
      `count(*) FILTER (WHERE counts AND NOT transactional AND cap_date > ${values.bind(addDays(plan.localDate, -cap.days))}::date) >= ${values.bind(cap.count)}`,
  );
  const never = plan.programme?.never ?? null;
  const unit =
    plan.holdoutBy === "company"
      ? "CASE WHEN m.company IS NULL THEN m.external_id ELSE 'company:' || m.company END"
      : "m.external_id";
  const consent =
    plan.consent === "recorded" ? "m.subscribed IS NOT TRUE OR m.consent_at IS NULL" : "m.subscribed IS FALSE";
  const isPlanned = `rank = ANY(${values.bind([...ranks])}::int[])`;
  // With one rule there is nobody to be outranked by, and no sort of the whole audience.
  const first =
    plan.rules.length === 1
      ? "rank"
      : "min(rank) FILTER (WHERE loss IS NULL AND NOT transactional) OVER (PARTITION BY member_id)";
  // Few members wait at one cycle, while a send moment may match everybody: there their digests are read in one go.
  const ofMatched = isWaiting(plan) ? "\n    AND member_id = ANY(ARRAY(SELECT DISTINCT member_id FROM matched))" : "";
  return `${shared.join("")}${windows.join("")}matched AS MATERIALIZED (
${matched}
),
${isWaiting(plan) ? openedRelations(plan) : ""}rule_of (rank, rule, blocked_after, blocked_since, transactional) AS (VALUES ${rules}),
recent AS MATERIALIZED (
  SELECT member_id, rule, period, timezone, slot_at, local_date, cap_date, transactional,
    state = ANY(${values.bind([...COUNTED_STATES])}::text[]) AS counts
  FROM digest
  WHERE local_date > ${values.bind(oldestThatMatters(plan))}::date AND slot_at <= ${at}::timestamptz${ofMatched}
),
blocked AS (
  SELECT DISTINCT r.rank, d.member_id FROM recent d JOIN rule_of r USING (rule)
  WHERE d.period = ${day}::text OR (d.counts AND (d.local_date > r.blocked_after OR d.slot_at > r.blocked_since))
),
capped AS (
  SELECT member_id FROM recent GROUP BY member_id HAVING ${caps.length === 0 ? "false" : caps.join(" OR ")}
),
own_limit AS (
  ${ownLimitSelect(plan, at, values)}
),
placed_already AS (
  SELECT DISTINCT member_id FROM recent
  WHERE counts AND NOT transactional AND slot_at = ${values.bind(plan.instant)}::timestamptz AND timezone = ${values.bind(plan.timezone)}
),
judged AS MATERIALIZED (
  SELECT x.rank, x.member_id, m.external_id, ${unit} AS unit, r.transactional,
    CASE
      WHEN ${consent} OR own.paused_until > ${at}::timestamptz THEN 'unsubscribed'
      WHEN s.email_hash IS NOT NULL THEN 'suppressed'
      WHEN m.email IS NULL THEN 'no_email'
      WHEN b.member_id IS NOT NULL THEN 'again_after'
      WHEN (c.member_id IS NOT NULL OR l.member_id IS NOT NULL) AND NOT r.transactional THEN 'capped'
      WHEN p.member_id IS NOT NULL AND NOT r.transactional THEN 'outranked'
    END AS loss
  FROM matched x
  JOIN rule_of r USING (rank)
  JOIN member m ON m.id = x.member_id
  LEFT JOIN suppression s ON s.email_hash = m.email_hash
  LEFT JOIN member_preference own ON own.member_id = x.member_id
  LEFT JOIN blocked b ON b.rank = x.rank AND b.member_id = x.member_id
  LEFT JOIN capped c ON c.member_id = x.member_id
  LEFT JOIN own_limit l ON l.member_id = x.member_id
  LEFT JOIN placed_already p ON p.member_id = x.member_id
),
placed AS (
  SELECT rank, member_id, external_id, unit, transactional,
    coalesce(loss, CASE WHEN NOT transactional AND rank > ${first} THEN 'outranked' END) AS verdict
  FROM judged
),
never AS MATERIALIZED (
  ${never === null ? "SELECT NULL::bigint AS member_id WHERE false" : values.embed(never)}
),
programme AS (
  SELECT p.rank, p.member_id, p.external_id, p.unit, a.unit IS NULL AS programme_new,
    ${programmeArm(plan, values)} AS programme_arm
  FROM placed p
  LEFT JOIN assignment a ON a.experiment = ${values.bind(plan.programme?.experiment ?? null)} AND a.unit = p.unit
  LEFT JOIN never n ON n.member_id = p.member_id
  WHERE p.verdict IS NULL AND p.${isPlanned}
),
winner AS MATERIALIZED (
  SELECT g.*, r.unit IS NULL AS rule_new, arms.rule_arm,
    CASE WHEN g.programme_arm = 'held_out' OR arms.rule_arm = 'held_out' THEN 'held_out' ELSE 'treated' END AS arm
  FROM programme g
  JOIN rule_of o USING (rank)
  LEFT JOIN assignment r ON r.experiment = o.rule AND r.unit = g.unit
  CROSS JOIN LATERAL (SELECT ${ruleArm(plan.rules, values)} AS rule_arm) arms
)`;
}

/**
 * Members who have had as much as they want. It starts from the few who set a limit, since a month is further back than caps
 * have to look for everybody.
 */
function ownLimitSelect({ localDate }: MomentPlan, at: string, values: StatementValues): string {
  const month = ownLimitBefore("monthly", localDate);
  return `SELECT DISTINCT d.member_id FROM member_preference own JOIN digest d ON d.member_id = own.member_id
  WHERE own.frequency <> 'any' AND d.state = ANY(${values.bind([...COUNTED_STATES])}::text[]) AND NOT d.transactional
    AND d.local_date > ${values.bind(addDays(month, -SUBMISSION_LAG_DAYS))}::date AND d.slot_at <= ${at}::timestamptz
    AND d.cap_date > CASE own.frequency WHEN 'weekly' THEN ${values.bind(ownLimitBefore("weekly", localDate))}::date ELSE ${values.bind(month)}::date END`;
}

/** `telling`: what the digests of all rules tell; `opened`: when each window opened, and when the last of its lives starts. */
function openedRelations({ rules }: MomentPlan): string {
  const telling = rules.flatMap(({ wait }, rank) =>
    wait === null ? [] : [`SELECT ${rank} AS rank, t.* FROM telling_${rank} t`],
  );
  return `telling AS (
  ${telling.join("\n  UNION ALL\n  ")}
),
opened AS MATERIALIZED (
  SELECT rank, member_id, min(occurred_at) AS opened_at, max(starts_at) AS starts_at,
    (array_agg(subject_id ORDER BY occurred_at, subject_id))[1] AS first_id
  FROM telling GROUP BY rank, member_id
),
`;
}

/** The arm in the global holdout: as drawn before, else by hash; null: outside the experiment. */
function programmeArm(plan: NamedPlan, values: StatementValues): string {
  if (plan.programme === null) return "NULL::text";
  return `CASE WHEN n.member_id IS NOT NULL OR p.transactional THEN NULL ELSE coalesce(a.arm, ${armByHash(`${values.bind(plan.programme.experiment)}::text`, "p.unit", plan.programme.heldOut, values)}) END`;
}

/** The arm in the rule's own experiment, which those whom the programme holds out are not part of. */
function ruleArm(rules: readonly PlannedRule[], values: StatementValues): string {
  const arms = rules.flatMap((rule, rank) =>
    rule.heldOut === null
      ? []
      : [`WHEN g.rank = ${rank} THEN coalesce(r.arm, ${armByHash("o.rule", "g.unit", rule.heldOut, values)})`],
  );
  return arms.length === 0 ? "NULL::text" : `CASE WHEN g.programme_arm = 'held_out' THEN NULL ${arms.join(" ")} END`;
}

/** `armOf` of core/assignment.ts, in SQL. */
function armByHash(experiment: string, unit: string, share: number, values: StatementValues): string {
  const bucket = `('x' || encode(substr(sha256(convert_to(${experiment} || ':' || ${unit}, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint`;
  return `CASE WHEN ${bucket} < ${values.bind(heldOutBuckets(share))}::bigint THEN 'held_out' ELSE 'treated' END`;
}

function oldestThatMatters(plan: MomentPlan): string {
  const capDays = Math.max(0, ...plan.caps.map((cap) => cap.days));
  const dates = [
    addDays(plan.localDate, -capDays - SUBMISSION_LAG_DAYS),
    ...plan.rules.map((rule) => rule.blockedAfter),
  ];
  return dates.sort()[0] ?? plan.localDate;
}
