import type { Statement } from "../statement.ts";
import type { Condition } from "./condition.ts";
import type { AudienceBuilder, SqlType } from "./condition-kind.ts";
import { kindOf } from "./condition-kinds.ts";
import type { Evaluation } from "./evaluation.ts";

/** The roles that rules are for; moderators and staff are outside. */
export const AUDIENCE_ROLES: readonly string[] = ["member", "expert"];

/**
 * One statement, one column `member_id`: the members of the evaluation's timezone that rules are for, joined by then, for
 * whom the condition holds. Set-based: never a query for each member.
 */
export function compileAudience(condition: Condition, evaluation: Evaluation): Statement {
  return compileStatement(condition, evaluation, audienceFilters);
}

/** The same for a segment: whoever of that timezone it describes, whatever their role. */
export function compileSegment(condition: Condition, evaluation: Evaluation): Statement {
  return compileStatement(condition, evaluation, segmentFilters);
}

type Filters = (evaluation: Evaluation, value: AudienceBuilder["value"], at: string) => string[];

function compileStatement(condition: Condition, evaluation: Evaluation, filters: Filters): Statement {
  const values: unknown[] = [];
  const known = new Map<string, string>();
  const relations: string[] = [];
  const joins: string[] = [];
  const prefixes = new Map<string, number>();
  let lastActJoined = false;

  const value = (given: unknown, type: SqlType): string => {
    const key = `${type} ${JSON.stringify(given)}`;
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    values.push(given);
    const placeholder = `$${values.length}::${type}`;
    known.set(key, placeholder);
    return placeholder;
  };
  const joinMember = (name: string): void => {
    joins.push(`LEFT JOIN ${name} ON ${name}.member_id = m.id`);
  };
  const relation = (name: string, body: string): void => {
    relations.push(`${name} AS MATERIALIZED (\n    ${body}\n  )`);
  };
  const at = value(evaluation.at, "timestamptz");
  const builder: AudienceBuilder = {
    evaluation,
    value,
    at,
    reach: filters(evaluation, value, at).join("\n  AND "),
    relation,
    joinMember,
    nextPrefix: (word) => {
      const count = (prefixes.get(word) ?? 0) + 1;
      prefixes.set(word, count);
      return `${word}_${count}`;
    },
    lastAct: () => {
      if (evaluation.asOf === "facts") return "m.last_act_at";
      if (!lastActJoined) {
        relation(
          "last_act",
          `SELECT member_id, max(occurred_at) AS ended_at FROM activity\n    WHERE NOT passive AND occurred_at <= ${at} GROUP BY member_id`,
        );
        joinMember("last_act");
        lastActJoined = true;
      }
      return "last_act.ended_at";
    },
  };
  const holds = compileCondition(condition, builder);
  const text = [
    ...(relations.length === 0 ? [] : [`WITH ${relations.join(",\n  ")}`]),
    "SELECT m.id AS member_id",
    "FROM member m",
    ...joins,
    `WHERE ${builder.reach}`,
    `  AND ${holds}`,
  ].join("\n");
  return { text, values };
}

function compileCondition(condition: Condition, builder: AudienceBuilder): string {
  const parts = condition.parts.map((part) => compileCondition(part, builder));
  return kindOf(condition.kind).compile(condition.argument, builder, parts);
}

function segmentFilters({ settings, timezone }: Evaluation, value: AudienceBuilder["value"], at: string): string[] {
  // Not as coalesce(…) = …, whose share of the members the planner cannot know: it then joins the wrong way round.
  const own = `m.timezone = ${value(timezone, "text")}`;
  return [timezone === settings.timezone ? `(m.timezone IS NULL OR ${own})` : own, `m.joined_at <= ${at}`];
}

function audienceFilters(evaluation: Evaluation, value: AudienceBuilder["value"], at: string): string[] {
  const { team } = evaluation.settings;
  const filters = [...segmentFilters(evaluation, value, at), `m.role = ANY(${value(AUDIENCE_ROLES, "text[]")})`];
  if (team.length === 0) return filters;
  const addresses = value(team, "text[]");
  const isTeam = `lower(m.email) = ANY(${addresses}) OR '@' || split_part(lower(m.email), '@', 2) = ANY(${addresses})`;
  return [...filters, `NOT coalesce(${isTeam}, false)`];
}
