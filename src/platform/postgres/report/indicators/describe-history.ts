import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";

/** Whether anything was recorded by the first day of the window: two looks at a block index. */
const DESCRIBE_HISTORY = `
SELECT EXISTS (SELECT FROM visit WHERE started_at < $1::timestamptz + interval '1 day') AS "hasVisits",
  (SELECT activities_from FROM installation) AS "activitiesFrom", (SELECT latest_act_at FROM installation) AS "latestActAt"`;

export function describeHistory({ from }: Pick<IndicatorWindow, "from">): Statement {
  return { text: DESCRIBE_HISTORY, values: [from] };
}
