import { notTeamSql } from "../../../../core/rules/team-sql.ts";
import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";

/** Parameters of every statement of this folder: $1 from, $2 to, $3 `settings.team`. */
export function peopleValues({ from, to, team }: IndicatorWindow): Statement["values"] {
  return [from, to, team];
}

/** Whom indicators are about: members and experts, not of the house. Over `m`. */
export const COUNTED = `m.role IN ('member', 'expert') AND ${notTeamSql("$3::text[]")}`;

/** `member`, `team`, `anonymous`; NULL of whoever went over into another member. */
export function whoSql(member: string): string {
  const notTeam = notTeamSql("$3::text[]").replaceAll("m.email", `${member}.email`);
  return `CASE WHEN ${member}.role = 'anonymous' THEN 'anonymous' WHEN ${member}.role IN ('staff', 'moderator') THEN 'team'
    WHEN ${member}.role IN ('member', 'expert') THEN CASE WHEN ${notTeam} THEN 'member' ELSE 'team' END END`;
}

/** What happened in the window, by its own time. */
export function within(time: string): string {
  return `${time} >= $1::timestamptz AND ${time} < $2::timestamptz`;
}
