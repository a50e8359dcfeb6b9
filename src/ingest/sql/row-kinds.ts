import type { SqlConnector, SqlQueryName } from "../../core/connectors/sql-schema.ts";
import { contentRows } from "../import-content.ts";
import { eventRows } from "../import-events.ts";
import { memberRows } from "../import-members.ts";
import type { ImportKind } from "../import-rows.ts";
import type { IngestDeps } from "../ports.ts";

const CONTENT_VIEWED = "Content Viewed";

/** Does `work` with how the rows of a query are read and stored: as those of a file of its kind. */
export function withRowKind<Answer>(
  deps: IngestDeps,
  { timezone }: SqlConnector,
  query: SqlQueryName,
  work: <T>(kind: ImportKind<T>) => Answer,
): Answer {
  const times = { timezone, dates: "iso" } as const;
  if (query === "members") return work(memberRows(deps, times));
  if (query === "content") return work(contentRows(deps, times));
  const events = eventRows(deps, times);
  if (query === "events") return work(events);
  return work({
    ...events,
    columns: { ...events.columns, required: ["userId", "contentId", "timestamp"] },
    read: (row) => events.read({ event: CONTENT_VIEWED, ...row }),
  });
}
