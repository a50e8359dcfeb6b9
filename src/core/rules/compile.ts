import type { Statement } from "../statement.ts";
import type { Condition } from "./condition.ts";
import type { AudienceBuilder, SqlType } from "./condition-kind.ts";
import { kindOf } from "./condition-kinds.ts";
import type { Evaluation } from "./evaluation.ts";
import { notTeamSql } from "./team-sql.ts";

/** The roles that rules are for; moderators and staff are outside. */
export const AUDIENCE_ROLES: readonly string[] = ["member", "expert"];

/** The audiences of several rules at one instant, as parts of one statement. */
export interface Audiences {
  /** `name AS MATERIALIZED (…)`, in order: what the selects read, each once however many of them do. */
  readonly relations: readonly string[];
  /** One for each condition, with one column `member_id`. */
  readonly selects: readonly string[];
  /** What the placeholders of all of them stand for. */
  readonly values: readonly unknown[];
}

/**
 * The members of the evaluation's timezone that rules are for, joined by then, for whom each condition holds. Set-based:
 * never a query for each member, and what several rules ask of the views is counted once for all of them.
 */
export function compileAudiences(conditions: readonly Condition[], evaluation: Evaluation): Audiences {
  return compileSelects(conditions, evaluation, audienceFilters);
}

/** One of them as a statement of its own. */
export function compileAudience(condition: Condition, evaluation: Evaluation): Statement {
  return asStatement(compileAudiences([condition], evaluation));
}

/** The same for a segment: whoever of that timezone it describes, whatever their role. */
export function compileSegment(condition: Condition, evaluation: Evaluation): Statement {
  return asStatement(compileSelects([condition], evaluation, segmentFilters));
}

function asStatement({ relations, selects, values }: Audiences): Statement {
  const text = [...(relations.length === 0 ? [] : [`WITH ${relations.join(",\n  ")}`]), ...selects].join("\n");
  return { text, values };
}

type Filters = (evaluation: Evaluation, value: AudienceBuilder["value"], at: string) => string[];

function compileSelects(conditions: readonly Condition[], evaluation: Evaluation, filters: Filters): Audiences {
  const values: unknown[] = [];
  const placeholders = new Map<string, string>();
  const relations: string[] = [];
  const prefixes = new Map<string, string>();
  const counts = new Map<string, number>();
  let joined = new Set<string>();

  const value = (given: unknown, type: SqlType): string => {
    const key = `${type} ${JSON.stringify(given)}`;
    const existing = placeholders.get(key);
    if (existing !== undefined) return existing;
    values.push(given);
    const placeholder = `$${values.length}::${type}`;
    placeholders.set(key, placeholder);
    return placeholder;
  };
  const shared: AudienceBuilder["shared"] = (word, argument, define) => {
    const key = `${word} ${JSON.stringify(argument)}`;
    const existing = prefixes.get(key);
    if (existing !== undefined) return existing;
    const count = (counts.get(word) ?? 0) + 1;
    counts.set(word, count);
    const prefix = `${word}_${count}`;
    prefixes.set(key, prefix);
    define(prefix);
    return prefix;
  };
  const relation = (name: string, body: string): void => {
    relations.push(`${name} AS MATERIALIZED (\n    ${body}\n  )`);
  };
  const joinMember = (name: string): void => void joined.add(name);
  const at = value(evaluation.at, "timestamptz");
  const reach = filters(evaluation, value, at).join("\n  AND ");
  const lastActs = (): string =>
    shared("last_act", null, (prefix) =>
      relation(
        prefix,
        `SELECT member_id, max(occurred_at) AS ended_at FROM activity\n    WHERE NOT passive AND occurred_at <= ${at} GROUP BY member_id`,
      ),
    );
  const lastAct = (): string => {
    if (evaluation.asOf === "facts") return "m.last_act_at";
    const name = lastActs();
    joinMember(name);
    return `${name}.ended_at`;
  };
  const builder: AudienceBuilder = { evaluation, value, at, reach, shared, relation, joinMember, lastAct, lastActs };
  const selects = conditions.map((condition) => {
    joined = new Set();
    const holds = compileCondition(condition, builder);
    return [
      "SELECT m.id AS member_id",
      "FROM member m",
      ...[...joined].map((name) => `LEFT JOIN ${name} ON ${name}.member_id = m.id`),
      `WHERE ${reach}`,
      `  AND ${holds}`,
    ].join("\n");
  });
  return { relations, selects, values };
}

function compileCondition(condition: Condition, builder: AudienceBuilder): string {
  const parts = condition.parts.map((part) => compileCondition(part, builder));
  return kindOf(condition.kind).compile(condition.argument, builder, parts);
}

function segmentFilters({ settings, timezone }: Evaluation, value: AudienceBuilder["value"], at: string): string[] {
  // Not as coalesce(…) = …, whose share of the members the planner cannot know: it then joins the wrong way round.
  const own = `m.timezone = ${value(timezone, "text")}`;
  return [timezone === settings.timezone ? `(m.timezone IS NULL OR ${own})` : own, joinedFilter(at)];
}

function audienceFilters(evaluation: Evaluation, value: AudienceBuilder["value"], at: string): string[] {
  return [...segmentFilters(evaluation, value, at), ...roleFilters(evaluation.settings.team, value)];
}

/** Members that rules are for, in any timezone, as conditions over `m`: those whom the community's figures count. */
export function communityFilters(team: readonly string[], value: AudienceBuilder["value"], at: string): string[] {
  return [joinedFilter(at), ...roleFilters(team, value)];
}

function joinedFilter(at: string): string {
  return `m.joined_at <= ${at}`;
}

function roleFilters(team: readonly string[], value: AudienceBuilder["value"]): string[] {
  const role = `m.role = ANY(${value(AUDIENCE_ROLES, "text[]")})`;
  if (team.length === 0) return [role];
  return [role, notTeamSql(value(team, "text[]"))];
}
