import type { MomentPlan, PlannedRule } from "../../../audience/ports.ts";
import { heldOutBuckets, PROGRAMME } from "../../../core/assignment.ts";
import { addDays } from "../../../core/calendar.ts";
import { COUNTED_STATES } from "../../../core/community.ts";
import { type Statement, StatementValues } from "../../../core/statement.ts";

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
export function planMomentStatement(plan: MomentPlan, slots: ReadonlyMap<number, SlotToFill>): Statement {
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
  SELECT DISTINCT ON (unit) '${PROGRAMME}', unit, ${values.bind(phase)}::int, programme_arm
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
  const text = `WITH ${road},
slot_of (rank, slot_id, rule, hash) AS (VALUES ${slotRows.join(", ")}),
${draws.map((draw) => `${draw},\n`).join("")}written AS (
  INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm)
  SELECT w.member_id, s.slot_id, s.rule, s.hash, ${day}::text, ${values.bind(plan.timezone)}, ${values.bind(plan.instant)}::timestamptz,
    ${day}::date, ${day}::date, ${values.bind(plan.expiresAt)}::timestamptz, w.arm
  FROM winner w JOIN slot_of s USING (rank)
)
SELECT rank, verdict, count(*) AS members FROM placed GROUP BY rank, verdict`;
  return { text, values: values.values };
}

/** The same road, read only: rows `{ rank, verdict, members }` as above. */
export function rehearseFunnelStatement(plan: MomentPlan, ranks: readonly number[]): Statement {
  const values = new StatementValues();
  const road = roadStatement(plan, values, ranks);
  return {
    text: `WITH ${road}\nSELECT rank, verdict, count(*) AS members FROM placed GROUP BY rank, verdict`,
    values: values.values,
  };
}

/** Who would be planned: rows `{ rank, member_id, external_id, arm }`, by member. */
export function rehearseMembersStatement(plan: MomentPlan, ranks: readonly number[]): Statement {
  const values = new StatementValues();
  const road = roadStatement(plan, values, ranks);
  return {
    text: `WITH ${road}\nSELECT rank, member_id, external_id, arm FROM winner ORDER BY rank, member_id`,
    values: values.values,
  };
}

/**
 * The same, member by member and for these only: rows `{ rank, member_id, verdict, arm }`. Who wins a member depends on that
 * member alone, so leaving out the others changes nothing for those that stay.
 */
export function judgeMembersStatement(plan: MomentPlan, memberIds: readonly number[]): Statement {
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

/**
 * CTEs: what the audiences read, then `matched` … `winner`. Ranks that are not in `ranks` take their place in the order and win nothing.
 * `among`: the placeholder of the ids of the only members asked for.
 */
function roadStatement(
  plan: MomentPlan,
  values: StatementValues,
  ranks: readonly number[],
  among: string | null = null,
): string {
  const at = values.bind(plan.at);
  const day = values.bind(plan.localDate);
  const { relations, selects } = plan.audiences;
  const parts = values.embedParts([...relations, ...selects], plan.audiences.values);
  const shared = parts.slice(0, relations.length).map((relation) => `${relation},\n`);
  const only = among === null ? "" : ` WHERE member_id = ANY(${among}::bigint[])`;
  const matched = parts
    .slice(relations.length)
    .map((select, rank) => `SELECT ${rank} AS rank, member_id FROM (\n${select}\n) AS audience_${rank}${only}`)
    .join("\nUNION ALL\n");
  const rules = plan.rules
    .map(
      (rule, rank) =>
        `(${rank}, ${values.bind(rule.rule)}, ${values.bind(rule.blockedAfter)}::date, ${values.bind(rule.blockedSince)}::timestamptz)`,
    )
    .join(", ");
  const caps = plan.caps.map(
    (cap) =>
      `count(*) FILTER (WHERE counts AND cap_date > ${values.bind(addDays(plan.localDate, -cap.days))}::date) >= ${values.bind(cap.count)}`,
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
    plan.rules.length === 1 ? "rank" : "min(rank) FILTER (WHERE loss IS NULL) OVER (PARTITION BY member_id)";
  return `${shared.join("")}matched AS MATERIALIZED (
${matched}
),
rule_of (rank, rule, blocked_after, blocked_since) AS (VALUES ${rules}),
recent AS MATERIALIZED (
  SELECT member_id, rule, period, timezone, slot_at, local_date, cap_date,
    state = ANY(${values.bind([...COUNTED_STATES])}::text[]) AS counts
  FROM digest
  WHERE local_date > ${values.bind(oldestThatMatters(plan))}::date AND slot_at <= ${at}::timestamptz
),
blocked AS (
  SELECT DISTINCT r.rank, d.member_id FROM recent d JOIN rule_of r USING (rule)
  WHERE d.period = ${day}::text OR (d.counts AND (d.local_date > r.blocked_after OR d.slot_at > r.blocked_since))
),
capped AS (
  SELECT member_id FROM recent GROUP BY member_id HAVING ${caps.length === 0 ? "false" : caps.join(" OR ")}
),
placed_already AS (
  SELECT DISTINCT member_id FROM recent
  WHERE counts AND slot_at = ${values.bind(plan.instant)}::timestamptz AND timezone = ${values.bind(plan.timezone)}
),
judged AS MATERIALIZED (
  SELECT x.rank, x.member_id, m.external_id, ${unit} AS unit,
    CASE
      WHEN ${consent} THEN 'unsubscribed'
      WHEN s.email_hash IS NOT NULL THEN 'suppressed'
      WHEN m.email IS NULL THEN 'no_email'
      WHEN b.member_id IS NOT NULL THEN 'again_after'
      WHEN c.member_id IS NOT NULL THEN 'capped'
      WHEN p.member_id IS NOT NULL THEN 'outranked'
    END AS loss
  FROM matched x
  JOIN member m ON m.id = x.member_id
  LEFT JOIN suppression s ON s.email_hash = m.email_hash
  LEFT JOIN blocked b ON b.rank = x.rank AND b.member_id = x.member_id
  LEFT JOIN capped c ON c.member_id = x.member_id
  LEFT JOIN placed_already p ON p.member_id = x.member_id
),
placed AS (
  SELECT rank, member_id, external_id, unit,
    coalesce(loss, CASE WHEN rank > ${first} THEN 'outranked' END) AS verdict
  FROM judged
),
never AS MATERIALIZED (
  ${never === null ? "SELECT NULL::bigint AS member_id WHERE false" : values.embed(never)}
),
programme AS (
  SELECT p.rank, p.member_id, p.external_id, p.unit, a.unit IS NULL AS programme_new,
    ${programmeArm(plan, values)} AS programme_arm
  FROM placed p
  LEFT JOIN assignment a ON a.experiment = '${PROGRAMME}' AND a.unit = p.unit
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

/** The arm in the global holdout: as drawn before, else by hash; null: outside the experiment. */
function programmeArm(plan: MomentPlan, values: StatementValues): string {
  if (plan.programme === null) return "NULL::text";
  return `CASE WHEN n.member_id IS NOT NULL THEN NULL ELSE coalesce(a.arm, ${armByHash(`'${PROGRAMME}'`, "p.unit", plan.programme.heldOut, values)}) END`;
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
