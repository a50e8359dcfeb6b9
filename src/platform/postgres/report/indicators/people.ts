import { notTeamSql } from "../../../../core/rules/team-sql.ts";
import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";

/** Parameters of every statement of this folder: $1 from, $2 to, $3 `settings.team`. */
export function peopleValues({ from, to, team }: IndicatorWindow): Statement["values"] {
  return [from, to, team];
}

/** Whom indicators are about: members and experts, not of the house. Over `m`. */
export const COUNTED = `m.role IN ('member', 'expert') AND ${notTeamSql("$3::text[]")}`;

/** `member`, `team`, `anonymous`; NULL of whoever went over into another member. Over `m`. */
export const WHO = `CASE WHEN m.role = 'anonymous' THEN 'anonymous' WHEN m.role IN ('staff', 'moderator') THEN 'team'
    WHEN m.role IN ('member', 'expert') THEN CASE WHEN ${notTeamSql("$3::text[]")} THEN 'member' ELSE 'team' END END`;

/** CTE `people`: who each member is, asked once a member rather than once an act. */
export const PEOPLE = `
people AS MATERIALIZED (
  SELECT m.id, m.external_id, m.merged_into, ${WHO} AS who FROM member m
)`;

/** What happened in the window, by its own time. */
export function within(time: string): string {
  return `${time} >= $1::timestamptz AND ${time} < $2::timestamptz`;
}
