import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";

/** Whether anything was recorded by the first day of the window, and by its end: looks at a block index. */
const DESCRIBE_HISTORY = `
SELECT EXISTS (SELECT FROM visit WHERE started_at < $1::timestamptz + interval '1 day') AS "hasVisits",
  EXISTS (SELECT FROM visit WHERE started_at < $2) AS "hasBegun",
  (SELECT activities_from FROM installation) AS "activitiesFrom", (SELECT latest_act_at FROM installation) AS "latestActAt"`;

export function describeHistory({ from, to }: Pick<IndicatorWindow, "from" | "to">): Statement {
  return { text: DESCRIBE_HISTORY, values: [from, to] };
}
