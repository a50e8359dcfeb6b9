import type { Statement } from "../../../core/statement.ts";
import type { IndicatorWindow } from "../../../report/ports.ts";
import { CONTENT_CHANCES } from "./content-chances.ts";

/** Contents of the period that nearly nobody saw though they had a week to: the ten with the lowest visibility. */
const LIST_UNSEEN = `
WITH ${CONTENT_CHANCES}
SELECT p.external_id AS "externalId", p.title, p.url, p.themes, p.published_at AS "publishedAt",
  coalesce(v.viewers, 0) AS viewers, p.readers
FROM published p
LEFT JOIN viewers v USING (id)
WHERE p.readers > 0 AND p.published_at < $2::timestamptz - interval '7 days' AND (p.withdrawn_at IS NULL OR p.withdrawn_at > $2)
ORDER BY coalesce(v.viewers, 0)::float8 / p.readers, p.readers DESC, p.published_at, p.id
LIMIT 10`;

export function listUnseen({ from, to, languages, team }: IndicatorWindow): Statement {
  return { text: LIST_UNSEEN, values: [from, to, languages, team] };
}
