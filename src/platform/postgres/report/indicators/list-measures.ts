import type { Statement } from "../../../../core/statement.ts";

/** The latest figure of each indicator and source in a span of local dates, the second not included. */
const LIST_MEASURES = `
SELECT DISTINCT ON (indicator, source) indicator, source, unit, to_char(date, 'YYYY-MM-DD') AS date, value
FROM measure
WHERE date >= $1::date AND date < $2::date
ORDER BY indicator, source, measure.date DESC
LIMIT 100`;

export function listMeasures(from: string, to: string): Statement {
  return { text: LIST_MEASURES, values: [from, to] };
}
