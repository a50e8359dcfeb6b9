import type { SilentRule, WatchStore } from "../../../audience/checking/ports.ts";
import type { Database } from "../database.ts";

/** A mailing is a rule's slots of one local date; one that nobody planned in time says nothing of the rule. */
const SILENT = `
  WITH mailing AS (
    SELECT s.rule, s.period, sum((s.funnel->>'planned')::int + (s.funnel->>'again_after')::int) AS reached
    FROM slot s JOIN unnest($1::text[], $2::text[]) AS live(rule, hash) ON s.rule = live.rule AND s.rule_hash = live.hash
    WHERE s.funnel IS NOT NULL AND s.period < $3
    GROUP BY s.rule, s.period
  ), reached AS (
    SELECT rule, max(period) FILTER (WHERE reached > 0) AS last FROM mailing GROUP BY rule
  )
  SELECT m.rule, min(m.period) AS since, count(*) AS mailings
  FROM mailing m JOIN reached r USING (rule)
  WHERE r.last IS NULL OR m.period > r.last
  GROUP BY m.rule HAVING count(*) >= $4
  ORDER BY m.rule`;

export function createWatchStore(database: Database): WatchStore {
  return {
    silentRules: (versions, before, atLeast) =>
      database.query<SilentRule>({
        text: SILENT,
        values: [versions.map(({ name }) => name), versions.map(({ hash }) => hash), before, atLeast],
      }),
  };
}
