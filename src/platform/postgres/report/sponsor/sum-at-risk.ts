import type { Statement } from "../../../../core/statement.ts";
import type { ReportWindow } from "../../../../report/ports.ts";
import { RISK_DAYS } from "../../../../report/sponsor/ports.ts";
import { sumCameBackWithin } from "../sum-came-back.ts";

const { due, away, back } = RISK_DAYS;

/**
 * At risk at first exposure: no visit for long, and renewal near. Only today's date of renewal is kept, and it moves on once
 * it is renewed, so a renewal or an end that was told in those days stands for a date that was near. Whoever renews long
 * before the date is let in by it too: what that assumes stands in docs/lift.md.
 */
const AT_RISK = `
    e.joined_at <= e.exposed_at - interval '${away} days'
    AND NOT EXISTS (
      SELECT FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at > e.exposed_at - interval '${away} days' AND v.started_at <= e.exposed_at
    )
    AND (EXISTS (
        SELECT FROM member m
        WHERE m.id = e.member_id AND m.renewal_at > e.exposed_at AND m.renewal_at <= e.exposed_at + interval '${due} days'
      )
      OR EXISTS (
        SELECT FROM activity a
        WHERE a.member_id = e.member_id AND a.occurred_at > e.exposed_at AND a.occurred_at <= e.exposed_at + interval '${due} days'
          AND a.name IN ('Membership Renewed', 'Membership Ended')
      ))`;

export function sumAtRisk(window: ReportWindow): Statement {
  return sumCameBackWithin(back, window, AT_RISK);
}
