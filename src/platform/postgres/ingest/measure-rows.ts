import type { Measure } from "../../../core/tracking/measure.ts";
import type { Queryable } from "../database.ts";

const SELECT_MEASURES = `SELECT m.indicator, m.source, to_char(m.date, 'YYYY-MM-DD') AS date, m.value, m.unit
FROM measure AS m
JOIN (SELECT DISTINCT indicator, source, date FROM json_to_recordset($1::json) AS r(indicator text, source text, date date)) AS r
  USING (indicator, source, date)`;

const UPSERT_MEASURES = `INSERT INTO measure (indicator, source, date, value, unit)
SELECT r.indicator, r.source, r.date, r.value, r.unit
FROM json_to_recordset($1::json) AS r(indicator text, source text, date date, value double precision, unit text)
ON CONFLICT (indicator, source, date) DO UPDATE SET value = excluded.value, unit = excluded.unit`;

export async function changeMeasures(
  transaction: Queryable,
  measures: readonly Measure[],
  change: (known: readonly Measure[]) => readonly Measure[],
): Promise<void> {
  const known = await transaction.query<Measure>({ text: SELECT_MEASURES, values: [JSON.stringify(measures)] });
  const changed = change(known);
  if (changed.length > 0) await transaction.query({ text: UPSERT_MEASURES, values: [JSON.stringify(changed)] });
}
